package se.kvitta.source.nets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.intake.Taken;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestJournal;

class NetsAnswersTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/sources/nets");

    @TempDir
    Path folder;

    /** The export tells VAT as one sum: what waits for its rates has them from the answers, and nothing is booked twice. */
    @Test
    void theAnswersMendWhatWaitsOfTheExport() throws IOException {
        var home = new TestHome(folder);
        home.merchant("butik", """
                merchant: butik
                name: Butiken i Lund AB
                organisationNumber: 559999-0016
                target: { system: books }
                profiles:
                  butik-nets:
                    source: nets
                    start: 2026-01-01
                    modes: [daily, payout]
                    feeVat: EXEMPT
                    creditRisk: provider
                    accounts: { CLEARING_SEK: "1588" }
                    vat: { home: SE, rates: { SE: 25 }, giftCards: multi }
                """);
        try (var journal = new TestJournal(home)) {
            Taken export = journal.takeIn(
                    "butik-nets",
                    "export.csv",
                    Files.readAllBytes(GOLDEN.resolve("sample-payout-sek-export/input.csv")));
            journal.plan("butik");
            var settlement = journal.settlement(
                    Objects.requireNonNull(export.settlement()).id());
            int before = journal.postings(settlement).size();
            assertThat(journal.held(settlement)).hasSize(8);

            Taken answers = journal.takeIn(
                    "butik-nets",
                    "answers.json",
                    Files.readAllBytes(GOLDEN.resolve("sample-api-payout-sek-with-payments/input.json")));

            assertThat(Objects.requireNonNull(answers.reason()).code()).isEqualTo("PAYOUT_RETOLD");
            // Six orders of several rates, and the gift card, which its line tells of; the deposit waits for a person.
            assertThat(journal.planHeld(settlement)).isEqualTo(7);
            assertThat(journal.held(settlement)).hasSize(1);
            assertThat(journal.postings(settlement)).hasSizeGreaterThan(before);
        }
    }
}
