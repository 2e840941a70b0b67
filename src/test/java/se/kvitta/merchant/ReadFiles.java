package se.kvitta.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.mock.env.MockEnvironment;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Capabilities.Dimension;
import se.kvitta.booking.Mode;
import se.kvitta.home.Home;
import se.kvitta.home.Settings;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;

/** Mapping files in a folder, read as the program reads them, by a target that carries every mode and one that does not. */
final class ReadFiles {

    static final String FILE = """
            merchant: lampan
            name: Lampan AB
            organisationNumber: 559999-0016
            # merchant
            target: { system: sie }
            profiles:
              lampan-se:
                source: klarna
                currencies: [SEK]
                start: 2026-01-01
                modes: [daily]
                # profile
            """;

    /** What the target of most files makes of references. */
    static final String USES = """
            uses:
              comment: { modes: [ledger, order] }
              invoiceNumber: { in: YourReference, modes: [ledger, match], form: "[0-9]+" }
              ocr: { in: YourOrderNumber, modes: [ledger, match], form: "[0-9]+", checkDigit: luhn }
            """;

    private final TestHome home;
    private final Path folder;
    private final Map<String, Capabilities> targets = new HashMap<>();

    ReadFiles(Path folder) {
        this.folder = folder;
        this.home = new TestHome(folder);
        home.edit(
                "mappings/targets/sie.yaml",
                text -> "references: [OCR, YourOrderNumber, YourReference]\norderNumberIn: OCR\n" + USES + text);
        targets.put(
                "sie",
                new Capabilities(
                        EnumSet.allOf(Mode.class),
                        true,
                        Map.of(
                                Dimension.COST_CENTRE, "[0-9A-Za-z]+",
                                Dimension.PROJECT, "[0-9A-Za-z]+",
                                Dimension.DEPARTMENT, "[0-9A-Za-z]+",
                                Dimension.OTHER, "[0-9A-Za-z]+")));
        targets.put(
                "fortnox",
                new Capabilities(
                        Set.of(Mode.DAILY, Mode.PAYOUT),
                        false,
                        Map.of(Dimension.COST_CENTRE, ".{1,6}", Dimension.PROJECT, ".{1,20}")));
    }

    TestHome home() {
        return home;
    }

    Merchants read(String yaml) {
        home.merchant("lampan", yaml);
        return new Merchants(
                new Home(folder),
                new Settings(new MockEnvironment(), List.of(folder.resolve("secrets"))),
                false,
                slug -> Optional.ofNullable(targets.get(slug)),
                slug -> ConnectionCheck.ANY,
                new MovableClock(Instant.parse("2026-03-05T12:00:00Z")));
    }

    /** The rules of the file's first profile. */
    BookingRules rules(String yaml) {
        Merchants merchants = read(yaml);
        assertThat(merchants.problems()).isEmpty();
        return merchants.rules(merchants.profiles().get(0));
    }

    /** The one thing that is wrong with a file, which is then left out. */
    FileProblem problem(String yaml) {
        Merchants merchants = read(yaml);
        assertThat(merchants.all()).isEmpty();
        assertThat(merchants.problems()).hasSize(1);
        return merchants.problems().get(0);
    }

    /** The file with a setting of the merchant, on line 4. */
    static String merchant(String setting) {
        return FILE.replace("# merchant", setting);
    }

    /** The file with a setting of the profile, on line 12. */
    static String profile(String setting) {
        return FILE.replace("# profile", setting);
    }
}
