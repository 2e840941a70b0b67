package se.kvitta.kills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.Voucher;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.sie.SieReader;
import se.kvitta.sie.SieVoucher;
import se.kvitta.testing.Databases;
import se.kvitta.testing.KvittaProcess;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestMerchants;

/**
 * Weeks of settlements for two merchants, while the service is killed at random moments and the target's replies get
 * lost. Afterwards the target's books and the files must be those of a run that nothing disturbed.
 */
final class KillRun implements AutoCloseable {

    private static final String CHANGING =
            "/3/(vouchers|inbox|voucherfileconnections|invoices|invoicepayments)(/\\d+(/bookkeep)?)?";

    /** Payouts per merchant; more give the kills more to hit. */
    private static final int WEEKS = 4;

    private final TestHome home;
    private final Sandboxes sandboxes;
    private final Map<String, Object> properties;
    private final String database;

    /**
     * @param jdbcUrl another database than the H2 file of the home folder; empty for that
     * @param sales the mode in which the merchant with a target of calls books its sales: {@code daily} or {@code ledger}
     * @param wholeKronor whether its target rounds invoices to whole kronor
     */
    KillRun(Path folder, String jdbcUrl, String sales, boolean wholeKronor) {
        home = new TestHome(folder.resolve("home"))
                .merchant(
                        "ljus",
                        everyOtherSecond(TestMerchants.FORTNOX)
                                .replace("modes: [daily, payout]", "modes: [" + sales + ", payout]"))
                .merchant("kaffe", everyOtherSecond(TestMerchants.SIE));
        // Paced so that a run lasts seconds; short times so that what is unknown is settled soon.
        home.edit("mappings/targets/fortnox.yaml", text -> text.replace("calls: 100000", "calls: 40")
                .replace("send-window: 30s", "send-window: 1s")
                .replace("timeout: 60s", "timeout: 2s")
                .replace("grace: 60s", "grace: 2s"));
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        sandboxes.company().sales().roundToKronor(wholeKronor);
        properties = new HashMap<>(sandboxes.properties());
        properties.put("fortnox.response-timeout", "2000");
        properties.put("kvitta.intake.sign-of-life", "3s");
        properties.put("kvitta.delivery.first-retry", "200ms");
        properties.put("kvitta.delivery.longest-retry", "2s");
        properties.put("kvitta.preflight.again", "3s"); // a look that was killed is made anew
        properties.put("logging.level.root", "WARN");
        properties.put("logging.level.se.kvitta.operations", "INFO");
        if (jdbcUrl.isEmpty()) {
            database = Databases.h2("file:" + home.folder() + "/data/kvitta");
        } else {
            database = jdbcUrl;
            properties.put("spring.datasource.url", jdbcUrl);
            properties.put("spring.datasource.username", "postgres");
            // One node: what the dead one held is free at once.
            properties.put("spring.quartz.properties.org.quartz.jobStore.clusterCheckinInterval", "1000");
        }
        for (int week = 0; week < WEEKS; week++) {
            sandboxes.deliver("W" + week + "_20260216T000000_0.csv", settlement(week));
        }
    }

    private static String everyOtherSecond(String merchant) {
        return merchant.replace(
                "    modes: [daily, payout]", "    schedule: { cron: \"0/2 * * * * ?\" }\n    modes: [daily, payout]");
    }

    private static String settlement(int week) {
        var plan = SettlementPlan.weekly(
                        "W" + week,
                        Sandboxes.MID,
                        4711L + 1000L * week,
                        30,
                        LocalDate.of(2026, 2, 2).plusWeeks(week))
                .withEverything(9);
        var out = new ByteArrayOutputStream();
        try {
            new SettlementGenerator(plan).write(ReportFormat.extended(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Replies get lost and calls take effect after their line was cut, each with some chance, for the whole run. */
    void loseReplies(long seed) {
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST|PUT", CHANGING).perMille(60, seed));
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LATE_EFFECT)
                        .on("POST|PUT", CHANGING)
                        .perMille(40, seed + 1)
                        .after(Duration.ofMillis(1500)));
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.SYSTEM_EXCEPTION).on(".*", "/3/.*").perMille(30, seed + 2));
    }

    /**
     * Starts the service and kills it, again and again: mostly so long after it began to work, or at so many calls to
     * the target; sometimes while it starts.
     */
    void kill(int times, Random random) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            int moment = random.nextInt(12);
            int ms = random.nextInt(3_000);
            int calls = 1 + random.nextInt(30);
            long before = calls();
            KvittaProcess service = KvittaProcess.start(home.folder(), List.of(), properties);
            if (moment == 0) {
                TimeUnit.MILLISECONDS.sleep(ms);
            } else if (moment < 6) {
                service.awaitReady();
                TimeUnit.MILLISECONDS.sleep(ms);
            } else {
                service.awaitReady();
                Instant patience = Instant.now().plusMillis(ms);
                while (calls() < before + calls && Instant.now().isBefore(patience)) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
            service.kill();
        }
    }

    private long calls() {
        return sandboxes.fortnox().calls("POST /3/vouchers")
                + sandboxes.fortnox().calls("GET /3/vouchers")
                + sandboxes.fortnox().calls("POST /3/inbox")
                + sandboxes.fortnox().calls("POST /3/voucherfileconnections")
                + sandboxes.fortnox().calls("GET /3/voucherfileconnections/{FileId}")
                + sandboxes.fortnox().calls("POST /3/invoices")
                + sandboxes.fortnox().calls("PUT /3/invoices/{DocumentNumber}")
                + sandboxes.fortnox().calls("PUT /3/invoices/{DocumentNumber}/bookkeep")
                + sandboxes.fortnox().calls("POST /3/invoicepayments")
                + sandboxes.fortnox().calls("PUT /3/invoicepayments/{Number}/bookkeep");
    }

    /** Lets the service work undisturbed until nothing is left to be done. */
    void finish() throws InterruptedException {
        sandboxes.fortnox().clearFaults();
        try (KvittaProcess service =
                KvittaProcess.start(home.folder(), List.of(), properties).awaitReady()) {
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> sandboxes.company().vouchers().size() >= vouchersAtLeast() && quiet());
            assertThat(service.isAlive()).isTrue();
        }
        assertThat(open())
                .as("postings that are not done, and documents not taken in")
                .isEmpty();
    }

    private long lastCount = -1;
    private int sameFor;

    private boolean quiet() {
        long count = calls() + home.outbox("kaffe").size();
        sameFor = count == lastCount ? sameFor + 1 : 0;
        lastCount = count;
        return sameFor >= 12;
    }

    private static int vouchersAtLeast() {
        return WEEKS;
    }

    /** Vouchers in Fortnox and in all SIE files, without what a number or a day of writing gives away. */
    List<String> books() throws IOException {
        var books = new ArrayList<String>();
        for (Voucher voucher : sandboxes.company().vouchers()) {
            // Those of invoices are called by numbers that depend on which came first.
            String text = voucher.description().contains("(kv ")
                    ? voucher.description()
                    : voucher.description().replaceAll("\\d+", "#");
            var line = new StringBuilder("fortnox " + voucher.date() + " " + text);
            voucher.rows().forEach(row -> line.append(" | ")
                    .append(row.account())
                    .append(' ')
                    .append(row.debitOre() - row.creditOre()));
            line.append(" | documents ")
                    .append(sandboxes.company().connections().stream()
                            .filter(connection -> connection.series().equals(voucher.series())
                                    && connection.number() == voucher.number())
                            .count());
            books.add(line.toString());
        }
        for (Path file : home.outbox("kaffe")) {
            for (SieVoucher voucher : SieReader.read(file).orThrow().vouchers()) {
                var line = new StringBuilder("sie " + voucher.date() + " " + voucher.text());
                voucher.rows().forEach(row -> line.append(" | ")
                        .append(row.account())
                        .append(' ')
                        .append(row.ore()));
                books.add(line.toString());
            }
        }
        books.sort(null);
        return books;
    }

    /** What the journal says is not finished. */
    private List<String> open() {
        var open = new ArrayList<String>();
        try (Connection connection = DriverManager.getConnection(
                        database, database.startsWith("jdbc:h2") ? "kvitta" : "postgres", "");
                ResultSet rows = connection.createStatement().executeQuery("""
                                select 'posting', posting_key, state from posting where state not in ('DONE')
                                union all
                                select 'step', name, state from step where state not in ('DONE')
                                union all
                                select 'document', name, state from document where state not in ('TAKEN', 'SKIPPED')
                                union all
                                select 'settlement', reference, state from settlement where state in ('RECEIVING', 'PROVEN')
                                union all
                                select 'batch', name, state from batch where state <> 'DELIVERED'
                                """)) {
            while (rows.next()) {
                open.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return open;
    }

    List<Path> writing() throws IOException {
        Path folder = home.folder().resolve("outbox/kaffe/.writing");
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Override
    public void close() {
        sandboxes.close();
    }
}
