package se.kvitta.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
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
import se.kvitta.settlement.EventKind;
import se.kvitta.testing.FileServer;
import se.kvitta.testing.TestHome;

/** A source without code, whose files wait on an FTP server: one login for each test. */
final class RowsUnderTest implements SourceUnderTest {

    private static final String PASSWORD = "rows-secret";
    private static final String COLUMNS =
            "payoutId;payoutReference;payoutDate;currency;paymentAction;timestamp;reference;"
                    + "paymentId;actionId;paymentMethod;paymentType;invoiceNumber;amount;vatAmount;fee;net\r\n";

    private final FileServer server;
    private int accounts;
    private long before;

    RowsUnderTest(Path folder) {
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
        home.edit(
                "mappings/sources/nets.yaml",
                text -> text.replace("  FEE: {", """
                          CLEARING_SEK: { account: "1588", name: "Avräkning SEK" }
                          CLEARING_EUR: { account: "1587", name: "Avräkning EUR" }
                          FEE: {""".indent(2).stripTrailing()));
    }

    /** A page is a file; a block of the core holds 1 000 rows. */
    @Override
    public List<Way> ways() {
        return List.of(new Way("ftp", 2_001, 4));
    }

    @Override
    public Account newAccount(Way way) {
        String login = "shop" + ++accounts;
        server.user(login, PASSWORD);
        return new OnServer(login);
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
        private int files;

        private OnServer(String login) {
            this.login = login;
        }

        @Override
        public List<String> profile() {
            return List.of(
                    "feeVat: EXEMPT",
                    "connection: { server: ftp, host: 127.0.0.1, port: \"%d\", username: %s, password: secret:TEST_ROWS_PASSWORD }"
                            .formatted(server.port(), login));
        }

        /** All of them in one file, which is divided. */
        @Override
        public Map<String, Long> tell(List<Payout> payouts) throws IOException {
            var paid = new LinkedHashMap<String, Long>();
            var text = new StringBuilder(COLUMNS);
            for (Payout payout : payouts) {
                text.append(rows(payout));
                paid.merge(payout.currency(), payout.amount(), Math::addExact);
            }
            put(text.toString());
            return paid;
        }

        @Override
        public void begin(Payout payout, int rows) throws IOException {
            put(COLUMNS
                    + rows(new Payout(
                            payout.name(),
                            payout.currency(),
                            payout.day(),
                            payout.rows().subList(0, rows))));
        }

        private void put(String text) throws IOException {
            Files.writeString(server.home(login).resolve("export-" + ++files + ".csv"), text);
        }

        @Override
        public Optional<Path> file(Payout payout, Path folder) throws IOException {
            return Optional.of(
                    Files.writeString(folder.resolve("payout-" + payout.name() + ".csv"), COLUMNS + rows(payout)));
        }

        @Override
        public String unheardOf() {
            return "TAX_ON_THURSDAYS";
        }

        /** A fee stands on the row of its sale. */
        private String rows(Payout payout) {
            var text = new StringBuilder();
            var fees = new ArrayList<>(payout.rows().stream()
                    .filter(row -> row.kind() == EventKind.FEE)
                    .toList());
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
                long cost = fee.map(Row::minor).orElse(0L);
                String action =
                        switch (row.kind()) {
                            case SALE -> "CHARGE";
                            case REFUND -> "REFUND";
                            default -> unheardOf();
                        };
                String id = UUID.nameUUIDFromBytes((row.order() + action + row.at() + row.minor()).getBytes(UTF_8))
                        .toString();
                text.append(String.join(
                                ";",
                                payout.name(),
                                payout.name(),
                                payout.day().toString(),
                                payout.currency(),
                                action,
                                row.at().toString(),
                                row.order(),
                                "",
                                id,
                                "Visa",
                                "CARD",
                                "",
                                major(row.effect()),
                                "",
                                major(-cost),
                                major(row.effect() - cost)))
                        .append("\r\n");
            }
            return text.toString();
        }

        private static String major(long minor) {
            return BigDecimal.valueOf(minor, 2).toPlainString().replace('.', ',');
        }
    }
}
