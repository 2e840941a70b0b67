package se.kvitta.source.klarna;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import se.kvitta.sandbox.klarna.KlarnaSftpSandbox;
import se.kvitta.sandbox.klarna.MerchantAccount;
import se.kvitta.sandbox.klarna.SandboxOptions;
import se.kvitta.sandbox.klarna.SandboxSwitches;
import se.kvitta.settlement.EventKind;
import se.kvitta.source.SourceUnderTest;
import se.kvitta.testing.TestHome;

/** Klarna's settlement files on the SFTP sandbox, one account for each test. */
final class KlarnaUnderTest implements SourceUnderTest {

    private static final String PASSWORD = "klarna-secret";

    private final KlarnaSftpSandbox sandbox;
    private int accounts;
    private long before;

    KlarnaUnderTest(Path folder) throws IOException {
        sandbox = KlarnaSftpSandbox.start(SandboxOptions.in(folder));
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
                "TEST_KLARNA_PASSWORD",
                PASSWORD);
    }

    @Override
    public void prepare(TestHome home) {
        // As it is shipped.
    }

    /** A page is a file; a block of the core holds 1 000 rows. */
    @Override
    public List<Way> ways() {
        return List.of(new Way("sftp", 2_001, 4));
    }

    @Override
    public Account newAccount(Way way) {
        String merchantId = "K71%04d".formatted(++accounts);
        try {
            sandbox.add(MerchantAccount.of(merchantId, PASSWORD));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new AtKlarna(merchantId);
    }

    /** SFTP has no answers of HTTP, and a slow line is no trouble: bytes come. */
    @Override
    public Set<Trouble> troubles() {
        return Set.of(Trouble.UNAUTHORIZED, Trouble.TRUNCATED_REPLY);
    }

    /** The sandbox's switches stay until they are flipped back. */
    @Override
    public Set<Trouble> passingTroubles() {
        return Set.of();
    }

    @Override
    public void strike(Trouble trouble, int times) {
        SandboxSwitches none = SandboxSwitches.none();
        flip(
                switch (trouble) {
                    case UNAUTHORIZED -> none.withLoginsRefused();
                    case TRUNCATED_REPLY -> none.withDropAfterBytes(300);
                    default -> throw new AssertionError("SFTP has no " + trouble);
                });
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
        return logins() - before;
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
    }

    @Override
    public List<String> secrets() {
        return List.of(PASSWORD);
    }

    @Override
    public void close() {
        try {
            sandbox.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An account whose settlements are files. */
    private final class AtKlarna implements Account {
        private final String merchantId;
        private int files;

        private AtKlarna(String merchantId) {
            this.merchantId = merchantId;
        }

        @Override
        public List<String> profile() {
            return List.of("connection: { account: %1$s, username: %1$s, password: secret:TEST_KLARNA_PASSWORD }"
                    .formatted(merchantId));
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

        private String file(Payout payout) {
            var lines = new ArrayList<String>();
            long sales = 0;
            long fees = 0;
            long refunds = 0;
            for (Row row : payout.rows()) {
                String order =
                        UUID.nameUUIDFromBytes(row.order().getBytes(UTF_8)).toString();
                String type =
                        switch (row.kind()) {
                            case SALE -> "SALE";
                            case FEE -> "FEE";
                            case REFUND -> "RETURN";
                            default -> unheardOf();
                        };
                String detail =
                        switch (row.kind()) {
                            case SALE -> "PURCHASE";
                            case FEE -> "PURCHASE_FEE_PERCENTAGE";
                            case REFUND -> "PURCHASE_RETURN";
                            default -> "";
                        };
                sales += row.kind() == EventKind.SALE ? row.minor() : 0;
                fees += row.kind() == EventKind.FEE ? row.minor() : 0;
                refunds += row.kind() == EventKind.REFUND ? row.minor() : 0;
                lines.add(String.join(
                        ";",
                        type,
                        detail,
                        row.at().toString(),
                        order,
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
                                    major(sales),
                                    major(fees),
                                    major(refunds),
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
