package se.kvitta.source.klarna;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import se.kvitta.sandbox.klarna.ApiFault;
import se.kvitta.sandbox.klarna.KlarnaApiSandbox;
import se.kvitta.sandbox.klarna.KlarnaSftpSandbox;
import se.kvitta.sandbox.klarna.MerchantAccount;
import se.kvitta.sandbox.klarna.SandboxOptions;
import se.kvitta.sandbox.klarna.SandboxSwitches;
import se.kvitta.settlement.EventKind;
import se.kvitta.source.SourceUnderTest;
import se.kvitta.testing.TestHome;

/** Klarna's settlement files on the SFTP sandbox, and its API, one account of both for each test. */
final class KlarnaUnderTest implements SourceUnderTest {

    private static final String PASSWORD = "klarna-secret";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Way SFTP = new Way("sftp", 2_001, 4);
    private static final Way API = new Way("api", 1_050, 53);

    private final KlarnaSftpSandbox sandbox;
    private final KlarnaApiSandbox api;
    private int accounts;
    private long before;

    KlarnaUnderTest(Path folder) throws IOException {
        sandbox = KlarnaSftpSandbox.start(SandboxOptions.in(folder));
        api = KlarnaApiSandbox.start(SandboxOptions.in(folder));
    }

    @Override
    public String slug() {
        return "klarna";
    }

    @Override
    public Map<String, Object> properties() {
        return Map.of(
                "klarna.sftp.host",
                sandbox.host(),
                "klarna.sftp.port",
                sandbox.port(),
                "klarna.sftp.read-timeout",
                1000,
                "klarna.api.europe",
                api.url(),
                "klarna.api.calls-per-second",
                100_000,
                "klarna.orders.calls-per-second",
                100_000,
                "klarna.api.page-size",
                50,
                "klarna.api.response-timeout",
                1000,
                "TEST_KLARNA_PASSWORD",
                PASSWORD);
    }

    @Override
    public void prepare(TestHome home) {
        // As it is shipped.
    }

    /** A page of files is a file; a block of the core holds 1 000 rows. */
    @Override
    public List<Way> ways() {
        return List.of(SFTP, API);
    }

    @Override
    public Account newAccount(Way way) {
        String merchantId = "K71%04d".formatted(++accounts);
        try {
            sandbox.add(MerchantAccount.of(merchantId, PASSWORD));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new AtKlarna(way, merchantId);
    }

    @Override
    public Set<Trouble> troubles() {
        return EnumSet.allOf(Trouble.class);
    }

    /** SFTP has no answers of HTTP, and a slow line is no trouble: bytes come. */
    @Override
    public Set<Trouble> troubles(Way way) {
        return way.equals(SFTP) ? EnumSet.of(Trouble.UNAUTHORIZED, Trouble.TRUNCATED_REPLY) : troubles();
    }

    @Override
    public Set<Trouble> passingTroubles() {
        return EnumSet.complementOf(EnumSet.of(Trouble.UNAUTHORIZED));
    }

    /** The switches of the SFTP sandbox stay until they are flipped back. */
    @Override
    public Set<Trouble> passingTroubles(Way way) {
        return way.equals(SFTP) ? Set.of() : passingTroubles();
    }

    @Override
    public void strike(Trouble trouble, int times) {
        SandboxSwitches none = SandboxSwitches.none();
        flip(
                switch (trouble) {
                    case UNAUTHORIZED -> none.withLoginsRefused();
                    case TRUNCATED_REPLY -> none.withDropAfterBytes(300);
                    default -> none;
                });
        ApiFault fault =
                switch (trouble) {
                    case UNAUTHORIZED -> ApiFault.UNAUTHORIZED;
                    case TOO_MANY_CALLS -> ApiFault.TOO_MANY_REQUESTS;
                    case SERVER_FAULT -> ApiFault.SERVER_ERROR;
                    case UNAVAILABLE -> ApiFault.UNAVAILABLE;
                    case SLOW_REPLY -> ApiFault.SLOW;
                    case TRUNCATED_REPLY -> ApiFault.TRUNCATED;
                    case PAGE_FOR_PEOPLE -> ApiFault.PAGE;
                };
        if (times == Integer.MAX_VALUE) {
            api.lastingFault(fault);
        } else {
            api.fault(fault, times);
        }
    }

    private void flip(SandboxSwitches switches) {
        try {
            sandbox.flip(switches);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long calls() {
        return logins() - before + api.calls();
    }

    private long logins() {
        try {
            return sandbox.activity().logins() + sandbox.activity().refusedLogins();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void calm() {
        flip(SandboxSwitches.none());
        before = logins();
        api.calm();
    }

    @Override
    public List<String> secrets() {
        return List.of(PASSWORD);
    }

    @Override
    public void close() {
        api.close();
        try {
            sandbox.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An account whose settlements are files, or payouts of the API. */
    private final class AtKlarna implements Account {
        private final Way way;
        private final String merchantId;
        private int files;

        private AtKlarna(Way way, String merchantId) {
            this.way = way;
            this.merchantId = merchantId;
        }

        @Override
        public List<String> profile() {
            return List.of(
                    "connection: { way: %2$s, account: %1$s, username: %1$s, password: secret:TEST_KLARNA_PASSWORD }"
                            .formatted(merchantId, way));
        }

        @Override
        public Map<String, Long> tell(List<Payout> payouts) throws IOException {
            var paid = new LinkedHashMap<String, Long>();
            for (Payout payout : payouts) {
                deliver(payout);
                // A settlement below zero is carried as a debt.
                paid.merge(payout.currency(), Math.max(payout.amount(), 0), Math::addExact);
            }
            return paid;
        }

        @Override
        public void begin(Payout payout, int rows) throws IOException {
            deliver(new Payout(
                    payout.name(),
                    payout.currency(),
                    payout.day(),
                    payout.rows().subList(0, rows)));
        }

        private void deliver(Payout payout) throws IOException {
            if (way.equals(API)) {
                api.publish(
                        merchantId,
                        answer(payout),
                        transactions(payout),
                        file(payout).getBytes(UTF_8));
                return;
            }
            sandbox.deliver(
                    merchantId,
                    "%s_20260216T000000_%d.csv".formatted(payout.name(), files++),
                    file(payout).getBytes(UTF_8));
        }

        /** As Klarna's portal lets it be downloaded: the same, under another name. */
        @Override
        public Optional<Path> file(Payout payout, Path folder) throws IOException {
            return Optional.of(Files.writeString(folder.resolve("settlement." + payout.name() + ".csv"), file(payout)));
        }

        @Override
        public String unheardOf() {
            return "TAX_ON_THURSDAYS";
        }

        private ObjectNode answer(Payout payout) {
            long debt = Math.max(-payout.amount(), 0);
            ObjectNode answer = JSON.createObjectNode()
                    .put("payment_reference", payout.name())
                    .put("payout_date", payout.day() + "T07:45:00Z")
                    .put("currency_code", payout.currency())
                    .put("merchant_settlement_type", "NET")
                    .put("merchant_id", merchantId);
            answer.putObject("totals")
                    .put("sale_amount", sum(payout, EventKind.SALE))
                    .put("fee_amount", sum(payout, EventKind.FEE))
                    .put("return_amount", sum(payout, EventKind.REFUND))
                    .put("deposit_amount", debt)
                    .put("opening_debt_balance_amount", 0)
                    .put("closing_debt_balance_amount", debt)
                    .put("settlement_amount", Math.max(payout.amount(), 0));
            return answer;
        }

        private static long sum(Payout payout, EventKind kind) {
            return payout.rows().stream()
                    .filter(row -> row.kind() == kind)
                    .mapToLong(Row::minor)
                    .sum();
        }

        private List<ObjectNode> transactions(Payout payout) {
            return payout.rows().stream()
                    .map(row -> JSON.createObjectNode()
                            .put("type", type(row))
                            .put("detailed_type", detail(row))
                            .put("capture_date", row.at().toString())
                            .put("order_id", orderId(row))
                            .put("merchant_reference1", row.order())
                            .put("amount", row.minor())
                            .put("currency_code", payout.currency())
                            .put("shipping_country", "SE"))
                    .toList();
        }

        private String type(Row row) {
            return switch (row.kind()) {
                case SALE -> "SALE";
                case FEE -> "FEE";
                case REFUND -> "RETURN";
                default -> unheardOf();
            };
        }

        private static String detail(Row row) {
            return switch (row.kind()) {
                case SALE -> "PURCHASE";
                case FEE -> "PURCHASE_FEE_PERCENTAGE";
                case REFUND -> "PURCHASE_RETURN";
                default -> "";
            };
        }

        private static String orderId(Row row) {
            return UUID.nameUUIDFromBytes(row.order().getBytes(UTF_8)).toString();
        }

        private String file(Payout payout) {
            var lines = new ArrayList<String>();
            for (Row row : payout.rows()) {
                lines.add(String.join(
                        ";",
                        type(row),
                        detail(row),
                        row.at().toString(),
                        orderId(row),
                        row.order(),
                        major(row.minor()),
                        payout.currency(),
                        "SE"));
            }
            long left = payout.amount();
            String debt = major(Math.max(-left, 0));
            return """
                    total_sale_amount;total_fee_amount;total_return_amount;total_deposit_amount;opening_debt_balance;\
                    closing_debt_balance;total_settlement_amount;payment_reference;settlement_currency;payout_date;merchant_id
                    %s;%s;%s;%s;0.00;%s;%s;%s;%s;%sT07:45:00Z;%s
                    type;detailed_type;capture_date;order_id;merchant_reference1;amount;posting_currency;shipping_country
                    """.formatted(
                                    major(sum(payout, EventKind.SALE)),
                                    major(sum(payout, EventKind.FEE)),
                                    major(sum(payout, EventKind.REFUND)),
                                    debt,
                                    debt,
                                    major(Math.max(left, 0)),
                                    payout.name(),
                                    payout.currency(),
                                    payout.day(),
                                    merchantId)
                    + String.join("\n", lines)
                    + "\n";
        }

        private static String major(long minor) {
            return BigDecimal.valueOf(minor, 2).toPlainString();
        }
    }
}
