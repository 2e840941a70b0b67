package se.kvitta.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.stream.IntStream;
import se.kvitta.booking.Booking;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Postings;
import se.kvitta.merchant.Merchants;
import se.kvitta.sandbox.fortnox.FortnoxSandbox;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.ShopInvoices;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** How many calls it takes to book an order, a payment or a voucher: all of them, login and registers included. */
final class CallsPerOrder {

    private static final int ORDERS = 100;

    private final Path folder;
    private final Figures figures;

    CallsPerOrder(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    void measure() throws IOException {
        var home = new TestHome(folder.resolve("home"));
        try (Sandboxes sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
                TestKvitta kvitta = TestKvitta.in(home).with(sandboxes).start()) {
            measure(kvitta, home, sandboxes, false, "ledger", "modes: [ledger, payout]", "", 4);
            measure(kvitta, home, sandboxes, true, "ledger-rounded", "modes: [ledger, payout]", "", 4);
            measure(
                    kvitta,
                    home,
                    sandboxes,
                    false,
                    "match",
                    "modes: [match, payout]\n    match: { in: YourReference }",
                    "",
                    5);
            measure(kvitta, home, sandboxes, false, "daily", "modes: [daily, payout]", "evidence: none", 1);
            measure(kvitta, home, sandboxes, false, "daily-pdf", "modes: [daily, payout]", "", 3);
        }
    }

    /**
     * @param rounded whether the company rounds invoices to whole kronor
     * @param stated calls for an order in the modes of invoices, for a voucher in the others
     */
    private void measure(
            TestKvitta kvitta,
            TestHome home,
            Sandboxes sandboxes,
            boolean rounded,
            String name,
            String modes,
            String target,
            int stated)
            throws IOException {
        sandboxes.newCompany();
        sandboxes.company().sales().roundToKronor(rounded);
        String merchant = "ljus" + sandboxes.tenant();
        home.merchant(
                merchant,
                TestMerchants.FORTNOX
                        .replace("704001", sandboxes.tenant())
                        .replace("ljus", merchant)
                        .replace("modes: [daily, payout]", modes)
                        .replace(
                                "system: fortnox",
                                target.isEmpty() ? "system: fortnox" : "system: fortnox\n  " + target));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
        Path file = folder.resolve(merchant + ".csv");
        var week = new ByteArrayOutputStream();
        new SettlementGenerator(SettlementPlan.weekly("9100000001", Sandboxes.MID, 11, ORDERS, LocalDate.of(2026, 2, 2))
                        .withSalesOnly())
                .write(ReportFormat.extended(), week);
        Files.write(file, week.toByteArray());
        kvitta.routes()
                .sendBodyAndProperty(
                        "direct:settlement-again",
                        kvitta.bean(Documents.class)
                                .store(merchant + "-se", "klarna", "inbox", "9100000001_20260216T000000_0.csv", file),
                        "profile",
                        merchant + "-se");
        kvitta.settlements(merchant).forEach(settlement -> kvitta.routes().sendBody("direct:plan", settlement));
        Postings postings = kvitta.bean(Postings.class);
        ShopInvoices.of(sandboxes.company()).add(postings.in(merchant, Postings.State.PLANNED));

        FortnoxSandbox fortnox = sandboxes.fortnox();
        fortnox.resetCalls();
        kvitta.deliverAll(merchant);
        assertThat(postings.in(merchant, Postings.State.PLANNED)).isEmpty();
        var done = postings.in(merchant, Postings.State.DONE);
        long vouchers = done.stream()
                .filter(posting -> posting.booking().kind() == Booking.Kind.VOUCHER)
                .count();
        long orders = done.stream()
                .filter(posting -> posting.booking().kind() == Booking.Kind.PAYMENT)
                .count();
        long calls = IntStream.of(200, 201, 204, 400, 404)
                .mapToLong(fortnox::answers)
                .sum();
        boolean invoiced = orders > 0;
        // Vouchers of the money are part of every mode: three calls each, with their documents.
        double each = invoiced ? (double) (calls - 3 * vouchers) / orders : (double) calls / vouchers;
        figures.add(Figure.of(
                "calls-" + name,
                each,
                "calls",
                stated,
                "all calls for " + (invoiced ? orders + " orders, without 3 for each of " : "") + vouchers
                        + " vouchers, " + calls
                        + " in all, login, year and customer included; baseline: the stated number"));
        assertThat(each).isLessThan(stated + 1);
    }
}
