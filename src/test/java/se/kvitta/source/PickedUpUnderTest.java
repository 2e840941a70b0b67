package se.kvitta.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import se.kvitta.ledger.Stockholm;
import se.kvitta.settlement.EventKind;
import se.kvitta.testing.FileServer;
import se.kvitta.testing.TestHome;

/** Sources whose files wait on an FTP server, one login for each test: one way for each source and form of its files. */
final class PickedUpUnderTest implements SourceUnderTest {

    private static final String PASSWORD = "rows-secret";
    private final FileServer server;
    private int accounts;
    private long before;

    PickedUpUnderTest(Path folder) {
        server = new FileServer(folder, null);
    }

    @Override
    public String slug() {
        return "nets";
    }

    @Override
    public Map<String, Object> properties() {
        return Map.of(
                "kvitta.pick-up.settled", 20,
                "kvitta.pick-up.patience", 2_000,
                "kvitta.pick-up.read-timeout", 2_000,
                "TEST_ROWS_PASSWORD", PASSWORD);
    }

    /** Clearing accounts are the merchant's own; the laws read them in the mapping. */
    @Override
    public void prepare(TestHome home) {
        for (Form form : Form.values()) {
            home.edit(
                    "mappings/sources/" + form.slug() + ".yaml",
                    text -> text.contains("CLEARING_SEK:")
                            ? text
                            : text.replace("  FEE: {", """
                                      CLEARING_SEK: { account: "1588", name: "Avräkning SEK" }
                                      CLEARING_EUR: { account: "1587", name: "Avräkning EUR" }
                                      FEE: {""".indent(2).stripTrailing()));
        }
    }

    /** A page is a file; a block of the core holds 1 000 rows. */
    @Override
    public List<Way> ways() {
        return Stream.of(Form.values())
                .map(form -> new Way(form.name(), form == Form.NETS_EXPORT ? 2_001 : 1_001, 3))
                .toList();
    }

    @Override
    public Account newAccount(Way way) {
        String login = "shop" + ++accounts;
        server.user(login, PASSWORD);
        return new OnServer(login, Form.valueOf(way.name()));
    }

    /** FTP has no answers of HTTP. */
    @Override
    public Set<Trouble> troubles() {
        return Set.of(Trouble.UNAUTHORIZED, Trouble.TRUNCATED_REPLY);
    }

    /** The server's troubles stay until they are taken away. */
    @Override
    public Set<Trouble> passingTroubles() {
        return Set.of();
    }

    @Override
    public void strike(Trouble trouble, int times) {
        switch (trouble) {
            case UNAUTHORIZED -> server.refuseLogins(true);
            case TRUNCATED_REPLY -> server.cutAfter(300);
            default -> throw new AssertionError("FTP has no " + trouble);
        }
    }

    @Override
    public long calls() {
        return server.logins() - before;
    }

    @Override
    public void calm() {
        server.refuseLogins(false);
        server.cutAfter(0);
        before = server.logins();
    }

    @Override
    public List<String> secrets() {
        return List.of(PASSWORD);
    }

    @Override
    public void close() {
        server.close();
    }

    /** A login whose folder files are put into. */
    private final class OnServer implements Account {
        private final String login;
        private final Form form;
        private int files;

        private OnServer(String login, Form form) {
            this.login = login;
            this.form = form;
        }

        @Override
        public String slug(SourceUnderTest source) {
            return form.slug();
        }

        @Override
        public List<String> profile() {
            return List.of(
                    "feeVat: EXEMPT",
                    "connection: { server: ftp, host: 127.0.0.1, port: \"%d\", username: %s, password: secret:TEST_ROWS_PASSWORD }"
                            .formatted(server.port(), login));
        }

        @Override
        public Map<String, Long> tell(List<Payout> payouts) throws IOException {
            var paid = new LinkedHashMap<String, Long>();
            for (String text : form.files(payouts)) {
                put(text);
            }
            payouts.forEach(payout -> paid.merge(payout.currency(), payout.amount(), Math::addExact));
            return paid;
        }

        @Override
        public void begin(Payout payout, int rows) throws IOException {
            tell(List.of(new Payout(
                    payout.name(),
                    payout.currency(),
                    payout.day(),
                    payout.rows().subList(0, rows))));
        }

        private void put(String text) throws IOException {
            Files.writeString(server.home(login).resolve("payouts-" + ++files + form.end()), text);
        }

        @Override
        public Optional<Path> file(Payout payout, Path folder) throws IOException {
            return Optional.of(Files.writeString(
                    folder.resolve(form + "-" + payout.name() + form.end()),
                    form.files(List.of(payout)).get(0)));
        }

        @Override
        public String unheardOf() {
            return Form.UNHEARD_OF;
        }
    }

    /** A source and a form of its files. */
    private enum Form {
        /** All payouts in one file, which is divided. */
        NETS_EXPORT("nets", ".csv") {
            @Override
            List<String> files(List<Payout> payouts) {
                var text = new StringBuilder(
                        "payoutId;payoutReference;payoutDate;currency;paymentAction;timestamp;reference;"
                                + "paymentId;actionId;paymentMethod;paymentType;invoiceNumber;amount;vatAmount;fee;net\r\n");
                for (Payout payout : payouts) {
                    for (Paid paid : paid(payout)) {
                        text.append(String.join(
                                        ";",
                                        payout.name(),
                                        payout.name(),
                                        payout.day().toString(),
                                        payout.currency(),
                                        paid.word("CHARGE", "REFUND"),
                                        paid.row().at().toString(),
                                        paid.row().order(),
                                        "",
                                        paid.id(),
                                        "Visa",
                                        "CARD",
                                        "",
                                        major(paid.row().effect()).replace('.', ','),
                                        "",
                                        major(-paid.fee()).replace('.', ','),
                                        major(paid.net()).replace('.', ',')))
                                .append("\r\n");
                    }
                }
                return List.of(text.toString());
            }
        },
        NETS_ANSWERS("nets", ".json") {
            @Override
            String answers(Payout payout) {
                String actions = paid(payout).stream()
                        .map(paid -> """
                                {"id":"%s","paymentId":"","paymentAction":"%s","paymentMethod":"Visa","timestamp":"%s",
                                "reference":"%s","amount":%d,"currency":"%s","fee":%d}""".formatted(
                                        paid.id(),
                                        paid.word("CHARGE", "REFUND"),
                                        paid.row().at(),
                                        paid.row().order(),
                                        paid.row().minor(),
                                        payout.currency(),
                                        paid.fee()))
                        .collect(Collectors.joining(","));
                return """
                        {"id":"%1$s","reference":"%1$s","date":"%2$s","currency":"%3$s","amount":%4$d,"chargedAmount":%5$d,
                        "refundedAmount":%6$d,"depositedAmount":0,"fees":%7$d,"numberOfPaymentActions":%8$d,
                        "paymentActions":[%9$s]}
                        """.formatted(
                                payout.name(),
                                payout.day(),
                                payout.currency(),
                                payout.amount(),
                                sum(payout, EventKind.SALE),
                                sum(payout, EventKind.REFUND),
                                sum(payout, EventKind.FEE),
                                paid(payout).size(),
                                actions);
            }
        },
        SVEA_REPORT("svea", ".json") {
            @Override
            String answers(Payout payout) {
                String rows = paid(payout).stream()
                        .map(paid -> """
                                {"rowType":"%s","paymentType":"Card","externalOrderNo":"%s","sveaCheckoutId":%d,"deliveryId":1,
                                "orderDate":"%s","nominalAmount":%d,"sveaPaidAmount":%d,"totalFeeAmountExcludingVat":%d,
                                "totalFeeVatAmount":0,"currency":"%s","comment":null,"reconciliationDate":"%s","fees":[%s]}
                                """.formatted(
                                        paid.word("Order", "Credit"),
                                        paid.row().order(),
                                        paid.id().hashCode() & 0xFFFF_FFFFL,
                                        local(paid.row()),
                                        paid.row().effect(),
                                        paid.net(),
                                        paid.fee(),
                                        payout.currency(),
                                        local(paid.row()),
                                        paid.fee() == 0 ? "" : """
                                                {"type":"Credit","amountExcludingVat":%1$d,"vatAmount":0,"sveaPaidAmount":-%1$d}""".formatted(paid.fee())))
                        .collect(Collectors.joining(","));
                return """
                        {"clientReports":[{"clientId":%1$s,"recipientTaxId":"","reconciliationDate":"%2$sT00:00:00",
                        "paymentReport":{"sveaPaidAmountExcludingWithholding":%4$d,"sveaPaidAmountIncludingWithholding":%4$d,
                        "openingBalanceDebt":0,"closingBalanceDebt":0,"nominalAmount":%5$d,"feeAmountExcludingVat":%6$d,
                        "feeVatAmount":0,"numberOfRows":%7$d,"currency":"%3$s"},"rows":[%8$s]}]}
                        """.formatted(
                                payout.name(),
                                payout.day(),
                                payout.currency(),
                                payout.amount(),
                                payout.amount() + sum(payout, EventKind.FEE),
                                sum(payout, EventKind.FEE),
                                paid(payout).size(),
                                rows);
            }

            private String local(Row row) {
                return LocalDateTime.ofInstant(row.at(), Stockholm.ZONE).toString();
            }
        },
        SHOPIFY_ANSWERS("shopify", ".json") {
            @Override
            String answers(Payout payout) {
                String rows = paid(payout).stream()
                        .map(paid -> """
                                {"node":{"id":"gid://shopify/ShopifyPaymentsBalanceTransaction/%s","type":"%s","sourceType":"CHARGE",
                                "sourceId":"1","transactionDate":"%s","test":false,"amount":%s,"fee":%s,"net":%s,
                                "associatedOrder":{"id":"gid://shopify/Order/%s","name":"#%s"},
                                "associatedPayout":{"id":"gid://shopify/ShopifyPaymentsPayout/%s","status":"PAID"}}}
                                """.formatted(
                                        paid.id(),
                                        paid.word("CHARGE", "REFUND"),
                                        paid.row().at(),
                                        money(paid.row().effect(), payout),
                                        money(paid.fee(), payout),
                                        money(paid.net(), payout),
                                        paid.row().order(),
                                        paid.row().order(),
                                        payout.name()))
                        .collect(Collectors.joining(","));
                return """
                        {"data":{"shopifyPaymentsAccount":{"payouts":{"edges":[{"node":{
                        "id":"gid://shopify/ShopifyPaymentsPayout/%s","issuedAt":"%sT00:00:00Z","status":"PAID",
                        "transactionType":"%s","net":%s}}],"pageInfo":{"hasNextPage":false}}}}}
                        {"data":{"shopifyPaymentsAccount":{"balanceTransactions":{"edges":[%s],
                        "pageInfo":{"hasNextPage":false}}}}}
                        """.formatted(
                                payout.name(),
                                payout.day(),
                                payout.amount() < 0 ? "WITHDRAWAL" : "DEPOSIT",
                                money(Math.abs(payout.amount()), payout),
                                rows);
            }

            private String money(long minor, Payout payout) {
                return "{\"amount\":\"" + major(minor) + "\",\"currencyCode\":\"" + payout.currency() + "\"}";
            }
        };

        static final String UNHEARD_OF = "TAX_ON_THURSDAYS";

        private final String slug;
        private final String end;

        Form(String slug, String end) {
            this.slug = slug;
            this.end = end;
        }

        String slug() {
            return slug;
        }

        String end() {
            return end;
        }

        /** What the API answers about one payout. */
        String answers(Payout payout) {
            throw new AssertionError(this + " has files of several payouts");
        }

        List<String> files(List<Payout> payouts) {
            return payouts.stream().map(this::answers).toList();
        }

        /** A row that a fee stands on. */
        private record Paid(Row row, long fee) {

            long net() {
                return row.effect() - fee;
            }

            String id() {
                return UUID.nameUUIDFromBytes((row.order() + row.kind() + row.at() + row.minor()).getBytes(UTF_8))
                        .toString();
            }

            String word(String sale, String refund) {
                return switch (row.kind()) {
                    case SALE -> sale;
                    case REFUND -> refund;
                    default -> UNHEARD_OF;
                };
            }
        }

        /** A fee stands on the row of its sale. */
        private static List<Paid> paid(Payout payout) {
            var fees = new ArrayList<>(payout.rows().stream()
                    .filter(row -> row.kind() == EventKind.FEE)
                    .toList());
            var paid = new ArrayList<Paid>();
            for (Row row : payout.rows()) {
                if (row.kind() == EventKind.FEE) {
                    continue;
                }
                Optional<Row> fee = row.kind() == EventKind.SALE
                        ? fees.stream()
                                .filter(one -> one.order().equals(row.order())
                                        && one.at().equals(row.at()))
                                .findFirst()
                        : Optional.empty();
                fee.ifPresent(fees::remove);
                paid.add(new Paid(row, fee.map(Row::minor).orElse(0L)));
            }
            return paid;
        }

        private static long sum(Payout payout, EventKind kind) {
            return payout.rows().stream()
                    .filter(row -> row.kind() == kind)
                    .mapToLong(Row::minor)
                    .sum();
        }

        private static String major(long minor) {
            return BigDecimal.valueOf(minor, 2).toPlainString();
        }
    }
}
