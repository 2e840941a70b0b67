package se.kvitta.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Postings;
import se.kvitta.merchant.Merchants;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/**
 * What an order of a large settlement costs beside one of a small settlement, from the plan to the receipts and the check of the
 * books, mode ledger, without a limit of calls: more would mean that something looks at all orders for each of them.
 */
final class DeliveryGrowth {

    private static final int SMALL = 300;
    private static final int LARGE = 3_000;

    private final Path folder;
    private final Figures figures;

    DeliveryGrowth(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    void measure() throws IOException {
        var home = new TestHome(folder.resolve("home"));
        try (Sandboxes sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
                TestKvitta kvitta = TestKvitta.in(home).with(sandboxes).start()) {
            deliver(kvitta, home, sandboxes, LARGE / 2); // until everything is compiled
            double small = deliver(kvitta, home, sandboxes, SMALL);
            double large = deliver(kvitta, home, sandboxes, LARGE);
            figures.add(Figure.of(
                    "delivery-growth",
                    large,
                    "ms/order",
                    small,
                    LARGE
                            + " orders of one settlement in mode ledger, planned, delivered and checked, sandbox in the same"
                            + " process; baseline: a settlement of " + SMALL));
        }
    }

    /** Milliseconds for each order. */
    private double deliver(TestKvitta kvitta, TestHome home, Sandboxes sandboxes, int orders) throws IOException {
        sandboxes.newCompany();
        sandboxes.company().sales().roundToKronor(false);
        String merchant = "ljus" + sandboxes.tenant();
        home.merchant(
                merchant,
                TestMerchants.FORTNOX
                        .replace("704001", sandboxes.tenant())
                        .replace("ljus", merchant)
                        .replace("modes: [daily, payout]", "modes: [ledger, payout]"));
        kvitta.bean(Merchants.class).refresh();
        Path file = folder.resolve(merchant + ".csv");
        var week = new ByteArrayOutputStream();
        new SettlementGenerator(SettlementPlan.weekly("9100000001", Sandboxes.MID, 11, orders, LocalDate.of(2026, 2, 2))
                        .withSalesOnly())
                .write(ReportFormat.extended(), week);
        Files.write(file, week.toByteArray());
        var document = kvitta.bean(Documents.class)
                .store(merchant + "-se", "klarna", "inbox", "9100000001_20260216T000000_0.csv", file);
        kvitta.routes().sendBodyAndProperty("direct:settlement-again", document, "profile", merchant + "-se");
        long began = System.nanoTime();
        kvitta.deliverAll(merchant);
        double millis = (System.nanoTime() - began) / 1e6;
        Postings postings = kvitta.bean(Postings.class);
        assertThat(postings.in(merchant, Postings.State.PLANNED)).isEmpty();
        assertThat(postings.in(merchant, Postings.State.DONE)).hasSizeGreaterThan(orders);
        return millis / orders;
    }
}
