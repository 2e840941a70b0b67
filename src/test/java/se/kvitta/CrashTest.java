package se.kvitta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.journal.Grants;
import se.kvitta.sandbox.fortnox.Voucher;
import se.kvitta.testing.CrashingDataSource;
import se.kvitta.testing.Databases;
import se.kvitta.testing.OneConnectionEach;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/**
 * The process dies just before every change of the journal, and just after those that something outside follows; a new
 * process goes on with the same database. The books at the target are then those of a payout that nothing disturbed.
 * Every process first mends what the one before it left, and then dies over a payout of its own. Every build takes one change
 * in six, {@code -Pchaos} all of them.
 */
class CrashTest {

    private static final int NEVER = Integer.MAX_VALUE;
    private static final int EVERY = Integer.getInteger("crash.every", 6);
    private static final String REFERENCE = "0041822931";

    @TempDir
    Path folder;

    private Sandboxes sandboxes;
    private TestHome home;
    private JdbcConnectionPool database;
    private int payouts;

    private record Crash(int at, boolean after) {}

    /** A target as a test sees it. */
    private interface Books {

        /** What the target has of one payout, without what differs between payouts. */
        List<String> of(String reference);

        /** How much has been done to it. */
        int effects();
    }

    @BeforeEach
    void start() {
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        home = new TestHome(folder.resolve("home"))
                .merchant("ljus", TestMerchants.FORTNOX)
                .merchant("kaffe", TestMerchants.SIE);
        database = JdbcConnectionPool.create(Databases.h2("mem:crash" + System.identityHashCode(this)), "kvitta", "");
    }

    @AfterEach
    void stop() {
        database.dispose();
        sandboxes.close();
    }

    @Test
    void booksTheSameInFortnoxWhereverTheProcessDies() {
        Books fortnox = new Books() {
            @Override
            public List<String> of(String reference) {
                return sandboxes.company().vouchers().stream()
                        .filter(voucher -> voucher.description().contains("(kv " + reference))
                        .map(voucher -> plain(line(voucher) + attached(voucher), reference))
                        .sorted()
                        .toList();
            }

            @Override
            public int effects() {
                return (int) (sandboxes.fortnox().calls("POST /3/vouchers")
                        + sandboxes.fortnox().calls("POST /3/inbox")
                        + sandboxes.fortnox().calls("POST /3/voucherfileconnections"));
            }
        };
        assertThat(dieEverywhere("ljus", fortnox, true)).isGreaterThan(20 / EVERY);
    }

    @Test
    void writesTheSameFilesWhereverTheProcessDies() {
        Path outbox = home.folder().resolve("outbox/kaffe");
        Books files = new Books() {
            @Override
            public List<String> of(String reference) {
                var books = new ArrayList<String>();
                for (Path file : home.outbox("kaffe")) {
                    String text = read(file);
                    if (text.contains("(kv " + reference)) {
                        books.add(plain(text, reference));
                        books.add(documents(file));
                    }
                }
                assertThat(outbox.resolve(".writing")).isEmptyDirectory();
                return books;
            }

            @Override
            public int effects() {
                return list(outbox).size()
                        + 1000 * list(outbox.resolve(".writing")).size();
            }
        };
        // What intake does is the same for every target: the other test dies there.
        assertThat(dieEverywhere("kaffe", files, false)).isGreaterThan(5 / EVERY);
    }

    /** Answers how often the process died. */
    private int dieEverywhere(String merchant, Books books, boolean inIntakeToo) {
        run(merchant, books, new Crash(NEVER, false), inIntakeToo, List.of());
        String undisturbed = reference();
        List<String> expected = books.of(undisturbed);
        assertThat(expected).isNotEmpty();
        CrashingDataSource counted = run(merchant, books, new Crash(NEVER, false), inIntakeToo, expected);
        List<Crash> crashes = crashes(counted, books);
        int deaths = 0;
        for (int i = 0; i < crashes.size(); i += EVERY) {
            deaths +=
                    run(merchant, books, crashes.get(i), inIntakeToo, expected).isDead() ? 1 : 0;
        }
        run(merchant, books, new Crash(NEVER, false), inIntakeToo, expected);
        return deaths;
    }

    private static List<Crash> crashes(CrashingDataSource counted, Books books) {
        var effects = new ArrayList<>(counted.effectsBefore());
        effects.add(books.effects());
        var crashes = new ArrayList<Crash>();
        for (int at = 1; at <= counted.changes(); at++) {
            crashes.add(new Crash(at, false));
            // With nothing done outside, dying after a change is the same as dying before the next.
            if (at == counted.changes() || !effects.get(at).equals(effects.get(at - 1))) {
                crashes.add(new Crash(at, true));
            }
        }
        return crashes;
    }

    /** One process: mends what the last one left, then works on a payout of its own until it dies. */
    private CrashingDataSource run(
            String merchant, Books books, Crash crash, boolean inIntakeToo, List<String> expected) {
        String profile = merchant + "-se";
        var crashing = new CrashingDataSource(database, crash.at(), crash.after(), books::effects);
        try (TestKvitta kvitta =
                TestKvitta.in(home).with(sandboxes).database(crashing).start()) {
            if (!expected.isEmpty()) {
                kvitta.takeInLeftBehind();
                work(kvitta, merchant, profile);
                assertThat(books.of(reference()))
                        .as("payout %d, before %s", payouts, crash)
                        .isEqualTo(expected);
            }
            deliverAPayout();
            forgetTheToken(kvitta, merchant);
            if (!inIntakeToo) {
                kvitta.fetch(profile);
            }
            crashing.arm();
            work(kvitta, merchant, profile);
            // What lanes do side by side may take a change more or less from one payout to the next.
            assertThat(crashing.isDead()).as("died at %s", crash).isEqualTo(crash.at() <= crashing.changes());
        }
        return crashing;
    }

    /** So that every process asks for one. */
    private void forgetTheToken(TestKvitta kvitta, String merchant) {
        var key = new Grants.Key(merchant, "fortnox", sandboxes.tenant(), "kvitta-sandbox", "client-credentials");
        Grants grants = kvitta.bean(Grants.class);
        grants.find(key).ifPresent(grant -> grants.spoil(key, grant.version()));
    }

    private static void work(TestKvitta kvitta, String merchant, String profile) {
        try {
            kvitta.fetch(profile);
            kvitta.deliverAll(merchant);
        } catch (RuntimeException | AssertionError e) {
            // The process is dead: whatever it says now, nobody hears.
            assertThat(kvitta.bean(OneConnectionEach.class).getTargetDataSource())
                    .isInstanceOfSatisfying(CrashingDataSource.class, source -> assertThat(source.isDead())
                            .isTrue());
        }
    }

    private void deliverAPayout() {
        payouts++;
        String file = read(Path.of("src/test/resources/klarna/settlement-0041822931-negative-zero-payout.csv"));
        sandboxes.deliver(
                reference() + "_20260223T000000_0.csv",
                file.replace(REFERENCE, reference())
                        .replace("f15f0067", "f15f%04d".formatted(payouts))
                        .replace("686adbc4", "686a%04d".formatted(payouts))
                        .replace("ec61dd3b", "ec61%04d".formatted(payouts))
                        .replace("e87fa1a2", "e87f%04d".formatted(payouts)));
    }

    private String reference() {
        return "00418%05d".formatted(payouts);
    }

    private static String plain(String books, String reference) {
        return books.replace(reference, REFERENCE)
                .replaceAll("(\\(kv \\w+:)[0-9a-f]{8}", "$1hash")
                .replaceAll("#VER (\\S+) \\S+", "#VER $1 number")
                .replaceAll("#KSUMMA \\d+", "#KSUMMA sum");
    }

    private static String line(Voucher voucher) {
        var text = new StringBuilder(voucher.date() + " " + voucher.description());
        voucher.rows()
                .forEach(row ->
                        text.append(" | ").append(row.account()).append(' ').append(row.debitOre() - row.creditOre()));
        return text.toString();
    }

    /** How many documents hang on a voucher. An upload may be made twice, a connection never. */
    private String attached(Voucher voucher) {
        return " | documents "
                + sandboxes.company().connections().stream()
                        .filter(connection -> connection.number() == voucher.number())
                        .filter(connection -> connection.series().equals(voucher.series()))
                        .count();
    }

    /** The documents beside a file, by what they are. */
    private static String documents(Path file) {
        String stem = file.getFileName().toString().replace(".si", "");
        return list(file.resolveSibling(stem + ".underlag")).stream()
                .map(document -> document.getFileName().toString().replace(stem, ""))
                .map(name -> name.replaceAll("-\\d+-\\d+_", "-document-"))
                .sorted()
                .toList()
                .toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(
                    file, file.toString().endsWith(".csv") ? Charset.forName("UTF-8") : Charset.forName("IBM437"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> list(Path place) {
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
