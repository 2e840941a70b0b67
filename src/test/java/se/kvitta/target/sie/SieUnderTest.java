package se.kvitta.target.sie;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.sie.SieReader;
import se.kvitta.sie.SieRow;
import se.kvitta.sie.SieVoucher;
import se.kvitta.target.TargetUnderTest;
import se.kvitta.testing.TestHome;

/** SIE files, which are read back from the outbox. */
final class SieUnderTest implements TargetUnderTest {

    private static final Pattern MARKER = Pattern.compile("\\(kv [^)]*\\)$");

    private static final Way FILES =
            new Way("files", List.of("modes: [daily, payout]"), List.of(), "", "", List.of(nameTaken()));

    private final TestHome home;

    SieUnderTest(TestHome home) {
        this.home = home;
    }

    private static Obstacle nameTaken() {
        return new Obstacle(
                "somebody else's file of that name",
                "OUTBOX_NAME_TAKEN",
                "-20260305-1.si",
                false,
                company -> write(((SieCompany) company).foreign()),
                company -> delete(((SieCompany) company).foreign()));
    }

    private static void write(Path file) {
        try {
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, "mine");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String slug() {
        return "sie";
    }

    @Override
    public Map<String, Object> properties() {
        return Map.of();
    }

    @Override
    public void prepare(TestHome testHome) {
        // Files need no pace.
    }

    @Override
    public List<Way> ways() {
        return List.of(FILES);
    }

    @Override
    public Company newCompany(String merchant, Way way) {
        return new SieCompany(merchant);
    }

    @Override
    public List<Way> orderWays() {
        return List.of();
    }

    @Override
    public Set<Trouble> troubles() {
        return Set.of();
    }

    @Override
    public int strike(Trouble trouble, String call, int times) {
        throw new UnsupportedOperationException("files are not called");
    }

    @Override
    public void storm(long seed) {
        // The process dies all the same.
    }

    @Override
    public int struck(int strike) {
        throw new UnsupportedOperationException("files are not called");
    }

    @Override
    public long calls(String call) {
        throw new UnsupportedOperationException("files are not called");
    }

    @Override
    public void arrive() {
        // There are no calls.
    }

    @Override
    public void calm() {
        // Nothing goes wrong with calls where there are none.
    }

    @Override
    public void refuseConnections() {
        throw new UnsupportedOperationException("files are not called");
    }

    @Override
    public List<String> secrets() {
        return List.of();
    }

    @Override
    public void close() {
        // The folder is the test's.
    }

    /** The files of one merchant. */
    private final class SieCompany implements Company {
        private final String merchant;

        SieCompany(String merchant) {
            this.merchant = merchant;
        }

        Path foreign() {
            return home.folder().resolve("outbox/" + merchant + "/" + merchant + "-20260305-1.si");
        }

        @Override
        public String target() {
            return "{ system: sie }";
        }

        @Override
        public void expect(List<Posting> planned) {
            // Nobody else writes into the outbox.
        }

        @Override
        public List<Entry> entries() {
            var entries = new ArrayList<Entry>();
            try {
                for (Path file : home.outbox(merchant)) {
                    int place = 1;
                    for (SieVoucher voucher : SieReader.read(file).orThrow().vouchers()) {
                        entries.add(entry(file, place++, voucher));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return entries;
        }

        private Entry entry(Path file, int place, SieVoucher voucher) {
            var rows = new TreeMap<String, Long>();
            for (SieRow row : voucher.rows()) {
                boolean result =
                        row.account().compareTo("3000") >= 0 && row.account().compareTo("9000") < 0;
                rows.merge(
                        result && !row.objects().isEmpty()
                                ? row.account() + " " + row.objects().get(0).object()
                                : row.account(),
                        row.ore(),
                        Long::sum);
            }
            rows.values().removeIf(sum -> sum == 0);
            String name = file.getFileName().toString();
            String stem = name.substring(0, name.lastIndexOf('.'));
            Path document =
                    file.resolveSibling(stem + ".underlag/" + stem + String.format(Locale.ROOT, "-%03d.pdf", place));
            Matcher marker = MARKER.matcher(voucher.text());
            return new Entry(
                    voucher.series(),
                    name + "#" + place,
                    marker.find() ? marker.group() : "",
                    voucher.date(),
                    rows,
                    Files.exists(document) ? 1 : 0);
        }

        @Override
        public List<String> orders() {
            return List.of();
        }

        @Override
        public Map<String, Long> movements() {
            var movements = new TreeMap<String, Long>();
            entries().forEach(entry -> entry.rows()
                    .forEach((row, ore) -> movements.merge(row.substring(0, 4), ore, Long::sum)));
            movements.values().removeIf(sum -> sum == 0);
            return movements;
        }

        @Override
        public List<String> faults() {
            Path writing = home.folder().resolve("outbox/" + merchant + "/.writing");
            try (var left = Files.list(writing)) {
                return left.map(file -> file + " was begun and not delivered").toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Runnable edit(Posting posting) {
            throw new UnsupportedOperationException("a file is the receiver's when it has its name");
        }
    }
}
