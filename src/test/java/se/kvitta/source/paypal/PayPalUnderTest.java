package se.kvitta.source.paypal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import se.kvitta.sandbox.paypal.Assumptions;
import se.kvitta.sandbox.paypal.Fault;
import se.kvitta.sandbox.paypal.LedgerRow;
import se.kvitta.sandbox.paypal.PayPalSandbox;
import se.kvitta.sandbox.paypal.SandboxAccount;
import se.kvitta.settlement.EventKind;
import se.kvitta.source.SourceUnderTest;
import se.kvitta.testing.TestHome;

/** PayPal's sandbox as the laws of sources see it: a payout is a withdrawal of what its rows have left. */
final class PayPalUnderTest implements SourceUnderTest {

    private static final String SECRET = "EL-conformance-secret-of-the-app";

    /** After everything that happens in the tests; what is known of the API's delay is tested elsewhere. */
    private static final Clock LATER = Clock.fixed(Instant.parse("2027-01-10T00:00:00Z"), ZoneOffset.UTC);

    private final PayPalSandbox sandbox;
    private int accounts;

    PayPalUnderTest() throws IOException {
        sandbox = PayPalSandbox.start(0, LATER);
        sandbox.assume(Assumptions.usual().delay(Duration.ZERO).perMinute(Integer.MAX_VALUE));
    }

    @Override
    public String slug() {
        return "paypal";
    }

    @Override
    public Map<String, Object> properties() {
        return Map.of(
                "paypal.api-url",
                sandbox.apiUrl(),
                "paypal.call-spacing",
                1,
                "paypal.response-timeout",
                1000,
                "paypal.search.page-size",
                100,
                "paypal.search.late-days",
                400,
                "TEST_PAYPAL_SECRET",
                SECRET);
    }

    @Override
    public void prepare(TestHome home) {
        // As it is shipped.
    }

    @Override
    public List<Way> ways() {
        return List.of(new Way("search", 350, 120));
    }

    @Override
    public Account newAccount(Way way) {
        String id = "FJTEST%07d".formatted(++accounts);
        return new AtPayPal(sandbox.account(id, "client-" + id, SECRET));
    }

    @Override
    public Set<Trouble> troubles() {
        return EnumSet.allOf(Trouble.class);
    }

    @Override
    public Set<Trouble> passingTroubles() {
        return EnumSet.complementOf(EnumSet.of(Trouble.UNAUTHORIZED));
    }

    @Override
    public void strike(Trouble trouble, int times) {
        sandbox.strike(
                Arrays.stream(Fault.values())
                        .filter(fault -> fault.name().equals(trouble.name()))
                        .findFirst()
                        .orElseThrow(),
                times);
    }

    @Override
    public long calls() {
        return sandbox.calls();
    }

    @Override
    public void calm() {
        sandbox.calm();
    }

    @Override
    public List<String> secrets() {
        return List.of(SECRET, "A21AA[-A-Za-z0-9]+");
    }

    @Override
    public void close() {
        sandbox.close();
    }

    /** An account whose payouts are withdrawals. */
    private static final class AtPayPal implements Account {
        private final SandboxAccount account;
        private final Set<String> told = new HashSet<>();
        private final Map<String, Long> withdrawn = new LinkedHashMap<>();

        private AtPayPal(SandboxAccount account) {
            this.account = account;
        }

        @Override
        public List<String> profile() {
            return List.of(
                    "connection:",
                    "  account: " + account.id(),
                    "  clientId: " + account.clientId(),
                    "  clientSecret: secret:TEST_PAYPAL_SECRET");
        }

        @Override
        public Map<String, Long> tell(List<Payout> payouts) {
            var left = new LinkedHashMap<String, Long>();
            for (Payout payout : payouts) {
                boolean first = tellRows(payout, payout.rows().size());
                long amount = Math.max(payout.amount(), 0);
                if (amount > 0 && withdrawn.putIfAbsent(payout.name(), amount) == null) {
                    Instant at = payout.day().atTime(LocalTime.of(21, 0)).toInstant(ZoneOffset.UTC);
                    add(payout, "W", "T0403", at, -amount, "");
                    left.merge(payout.currency(), amount, Math::addExact);
                } else if (first) {
                    left.merge(payout.currency(), 0L, Math::addExact);
                }
            }
            return left;
        }

        @Override
        public void begin(Payout payout, int rows) {
            tellRows(payout, rows);
        }

        /** Rows that were told before are told no more. */
        private boolean tellRows(Payout payout, int rows) {
            boolean any = false;
            for (int i = 0; i < rows; i++) {
                Row row = payout.rows().get(i);
                String identity = payout.name() + " " + row;
                if (told.add(identity)) {
                    any = true;
                    String code =
                            switch (row.kind()) {
                                case SALE -> "T0006";
                                case FEE -> "T0107";
                                case REFUND -> "T1107";
                                default -> unheardOf();
                            };
                    boolean plus = row.kind() == EventKind.SALE || row.kind() == EventKind.OTHER;
                    add(
                            payout,
                            Integer.toString(identity.hashCode() & 0x7fffffff, 36),
                            code,
                            row.at(),
                            plus ? row.minor() : -row.minor(),
                            row.order());
                }
            }
            return any;
        }

        /** What happened long ago and is told after a search was made changed after that search. */
        private void add(Payout payout, String suffix, String code, Instant at, long minor, String order) {
            Instant searched = account.searchedUntil();
            account.add(new LedgerRow(
                    (payout.name() + suffix).toUpperCase(Locale.ROOT),
                    "",
                    code,
                    at,
                    at.isBefore(searched) ? searched.minusSeconds(1) : at,
                    "S",
                    payout.currency(),
                    minor,
                    0,
                    order,
                    "",
                    null));
        }

        @Override
        public Optional<Path> file(Payout payout, Path folder) {
            return Optional.empty();
        }

        @Override
        public String unheardOf() {
            return "T4711";
        }
    }
}
