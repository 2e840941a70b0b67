package se.kvitta.source.stripe;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import se.kvitta.sandbox.stripe.Fault;
import se.kvitta.sandbox.stripe.StripeAccount;
import se.kvitta.sandbox.stripe.StripeAccount.Sum;
import se.kvitta.sandbox.stripe.StripeSandbox;
import se.kvitta.settlement.EventKind;
import se.kvitta.source.SourceUnderTest;
import se.kvitta.testing.TestHome;

/** Stripe's API in the sandbox, one account for each test. */
final class StripeUnderTest implements SourceUnderTest {

    private static final Way PAYOUTS = new Way("payouts", 1_050, 103);
    private static final Way DAYS = new Way("days", 1_050, 103);

    /** As many as ever, so that every merchant has a name for a secret of its own. */
    private static final int KEYS = 400;

    private final StripeSandbox sandbox;
    private int accounts;

    StripeUnderTest() throws IOException {
        sandbox = StripeSandbox.start(0);
        sandbox.limit(100_000);
    }

    @Override
    public String slug() {
        return "stripe";
    }

    @Override
    public Map<String, Object> properties() {
        var properties = new LinkedHashMap<String, Object>();
        properties.put("stripe.api-url", sandbox.apiUrl());
        properties.put("stripe.call-spacing", 1);
        properties.put("stripe.response-timeout", 500);
        // Late rows of the tests are months late.
        properties.put("kvitta.intake.overlap", "400d");
        for (int i = 1; i <= KEYS; i++) {
            properties.put("TEST_STRIPE_KEY_" + i, key(i));
        }
        return properties;
    }

    private static String key(int account) {
        return "rk_test_conformance%04d".formatted(account);
    }

    @Override
    public void prepare(TestHome home) {
        // As it is shipped.
    }

    /** A page has 100 rows, or payouts. */
    @Override
    public List<Way> ways() {
        return List.of(PAYOUTS, DAYS);
    }

    @Override
    public Account newAccount(Way way) {
        StripeAccount account = sandbox.account(key(++accounts), StripeSandbox.READS_ROWS);
        return way.equals(DAYS) ? new ByHand(accounts, account) : new AtStripe(accounts, account);
    }

    @Override
    public Set<Trouble> troubles() {
        return EnumSet.allOf(Trouble.class);
    }

    @Override
    public Set<Trouble> passingTroubles() {
        Set<Trouble> passing = EnumSet.allOf(Trouble.class);
        passing.remove(Trouble.UNAUTHORIZED);
        return passing;
    }

    @Override
    public void strike(Trouble trouble, int times) {
        Fault fault =
                switch (trouble) {
                    case UNAUTHORIZED -> Fault.INVALID_KEY;
                    case TOO_MANY_CALLS -> Fault.TOO_MANY_REQUESTS;
                    case SERVER_FAULT -> Fault.SERVER_ERROR;
                    case UNAVAILABLE -> Fault.UNAVAILABLE;
                    case SLOW_REPLY -> Fault.SLOW;
                    case TRUNCATED_REPLY -> Fault.TRUNCATED;
                    case PAGE_FOR_PEOPLE -> Fault.PAGE;
                };
        if (times == Integer.MAX_VALUE) {
            sandbox.lastingFault(fault);
        } else {
            sandbox.fault(fault, times);
        }
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
        return List.of("rk_test_conformance\\d+");
    }

    @Override
    public void close() {
        sandbox.close();
    }

    /** An account whose merchant takes out what there is by hand. */
    private static final class ByHand extends AtStripe {
        private final Set<String> paidOut = new HashSet<>();
        private final Map<String, Integer> told = new HashMap<>();

        private ByHand(int number, StripeAccount account) {
            super(number, account);
        }

        @Override
        public List<String> profile() {
            return List.of(
                    "orderLines: { ask: never }",
                    "connection: { key: secret:TEST_STRIPE_KEY_%d, days: { from: 2026-01-01 } }".formatted(number));
        }

        @Override
        public Map<String, Long> tell(List<Payout> payouts) {
            var paid = new LinkedHashMap<String, Long>();
            for (Payout payout : payouts) {
                begin(payout, payout.rows().size());
                if (paidOut.add(payout.name())) {
                    // What is below zero stays on the balance.
                    long amount = Math.max(payout.amount(), 0);
                    if (amount > 0) {
                        account.manualPayout(currency(payout), at(payout), amount);
                    }
                    paid.merge(payout.currency(), amount, Math::addExact);
                }
            }
            return paid;
        }

        @Override
        public void begin(Payout payout, int rows) {
            int before = told.getOrDefault(payout.name(), 0);
            rows(payout, before, rows);
            told.put(payout.name(), rows);
        }
    }

    /** An account with automatic payouts. */
    private static class AtStripe implements Account {
        final int number;
        final StripeAccount account;

        /** The charge of an order, for its refunds. */
        private final Map<String, String> charges = new HashMap<>();

        private final Map<String, Integer> begun = new HashMap<>();

        private AtStripe(int number, StripeAccount account) {
            this.number = number;
            this.account = account;
        }

        @Override
        public List<String> profile() {
            return List.of(
                    "orderLines: { ask: never }", "connection: { key: secret:TEST_STRIPE_KEY_%d }".formatted(number));
        }

        @Override
        public Map<String, Long> tell(List<Payout> payouts) {
            var paid = new LinkedHashMap<String, Long>();
            for (Payout payout : payouts) {
                String name = "po_" + payout.name();
                if (begun.containsKey(name)) {
                    account.complete(
                            name, rows(payout, begun.get(name), payout.rows().size()));
                    begun.remove(name);
                } else if (!account.has(name)) {
                    account.payout(
                            name,
                            currency(payout),
                            at(payout),
                            rows(payout, 0, payout.rows().size()),
                            true);
                }
                paid.merge(payout.currency(), payout.amount(), Math::addExact);
            }
            return paid;
        }

        /** Stripe says of a payout whether it knows all of its rows. */
        @Override
        public void begin(Payout payout, int rows) {
            String name = "po_" + payout.name();
            account.payout(name, currency(payout), at(payout), rows(payout, 0, rows), false);
            begun.put(name, rows);
        }

        static String currency(Payout payout) {
            return payout.currency().toLowerCase(Locale.ROOT);
        }

        static Instant at(Payout payout) {
            return payout.day().atTime(LocalTime.of(21, 0)).toInstant(ZoneOffset.UTC);
        }

        List<String> rows(Payout payout, int from, int to) {
            String currency = currency(payout);
            // A sale is there before what is given back of it, in whatever order they are told.
            payout.rows().stream()
                    .filter(row -> row.kind() == EventKind.REFUND)
                    .filter(row -> payout.rows().stream()
                            .noneMatch(sale -> sale.kind() == EventKind.SALE
                                    && sale.order().equals(row.order())))
                    .forEach(row -> charges.computeIfAbsent(
                            row.order(),
                            order -> account.chargeObject(order, row.at(), new Sum(row.minor(), currency))));
            var txns = new ArrayList<String>();
            List<Row> rows = new ArrayList<>(payout.rows().subList(from, to));
            rows.sort(
                    (one, other) -> Boolean.compare(one.kind() == EventKind.REFUND, other.kind() == EventKind.REFUND));
            for (Row row : rows) {
                var sum = new Sum(row.minor(), currency);
                switch (row.kind()) {
                    case SALE -> {
                        String charge = account.chargeObject(row.order(), row.at(), sum);
                        charges.put(row.order(), charge);
                        txns.add(account.row("charge", "charge", row.at(), sum, fee(payout, row), charge));
                    }
                    case REFUND -> {
                        String refund = account.refundObject(charges.get(row.order()), row.at(), sum);
                        txns.add(account.row("refund", "refund", row.at(), new Sum(-row.minor(), currency), 0, refund));
                    }
                    case OTHER ->
                        txns.add(account.row(
                                unheardOf(),
                                unheardOf(),
                                row.at(),
                                sum,
                                0,
                                account.chargeObject(row.order(), row.at(), sum)));
                    default -> {
                        // The fee of a sale is on its row.
                    }
                }
            }
            return txns;
        }

        private static long fee(Payout payout, Row sale) {
            return payout.rows().stream()
                    .filter(row -> row.kind() == EventKind.FEE)
                    .filter(row -> row.order().equals(sale.order()) && row.at().equals(sale.at()))
                    .mapToLong(Row::minor)
                    .sum();
        }

        /** The report states no payout, so it is no way in for a payout that the API has not told of. */
        @Override
        public Optional<Path> file(Payout payout, Path folder) {
            return Optional.empty();
        }

        @Override
        public String unheardOf() {
            return "moonlight_levy";
        }
    }
}
