package se.kvitta.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.testing.Sandboxes;

/** A settlement file of about so many rows, written as a stream, and deleted by whoever asked for it. */
record GeneratedFile(Path path, String reference, long rows) {

    private static final int PROBE = 1_000;

    /** A week of captures, fees and returns with at least the given number of rows, in as little memory as it is read. */
    static GeneratedFile write(Path folder, String reference, long atLeast) throws IOException {
        long probed = new SettlementGenerator(plan(reference, PROBE)).totals().rows();
        int orders = Math.toIntExact(atLeast * PROBE / probed * 102 / 100 + 10);
        var generator = new SettlementGenerator(plan(reference, orders));
        Path path = folder.resolve(reference + "_20260216T000000_0.csv");
        try (OutputStream out = Files.newOutputStream(path)) {
            generator.write(ReportFormat.extended(), out);
        }
        return new GeneratedFile(path, reference, generator.totals().rows());
    }

    private static SettlementPlan plan(String reference, int orders) {
        return SettlementPlan.weekly(reference, Sandboxes.MID, reference.hashCode(), orders, LocalDate.of(2026, 2, 2));
    }
}
