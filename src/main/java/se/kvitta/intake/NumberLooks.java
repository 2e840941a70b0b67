package se.kvitta.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.NumberHits;
import se.kvitta.journal.NumberHits.Hits;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.settlement.Divider.Part;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.NumberSurvey;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;

/** Where the payments of a profile have their order's number, and where they could have it. Nothing is changed by looking. */
public final class NumberLooks {

    /** What is shown is of settlements that were paid out in so many days. */
    private static final Duration RECENT = Duration.ofDays(90);

    /** So many documents, and no more payments than this, are enough to see where numbers stand. */
    private static final int DOCUMENTS = 50;

    private static final int PAYMENTS = 20_000;

    private static final String ORIGIN = "sample";

    private final Documents documents;
    private final NumberHits hits;
    private final Merchants merchants;
    private final Translators translators;
    private final Divisions divisions;
    private final Clock clock;

    public NumberLooks(
            Documents documents,
            NumberHits hits,
            Merchants merchants,
            Translators translators,
            Divisions divisions,
            Clock clock) {
        this.documents = documents;
        this.hits = hits;
        this.merchants = merchants;
        this.translators = translators;
        this.divisions = divisions;
        this.clock = clock;
    }

    /** Of every profile, the payments of the last 90 days by the place of the chain that had their number. */
    public List<Hits> recent() {
        LocalDate since = Stockholm.dayOf(clock.instant().minus(RECENT));
        return hits.since(since);
    }

    /** What the newest documents that a profile has taken in say. Throws {@link IllegalArgumentException} for an unknown one. */
    public NumberSurvey taken(String profileName) throws IOException {
        Profile profile = merchants.requireProfile(profileName);
        var survey = new NumberSurvey();
        for (Document document : documents.newestTaken(profile.name(), DOCUMENTS)) {
            if (survey.payments() >= PAYMENTS) {
                break;
            }
            survey.add(look(profile, documents.content(document)));
        }
        return survey;
    }

    /**
     * What a document says that is not taken in. Throws {@link UnreadableDocument} when it is nothing the profile's source sends, and
     * {@link IllegalArgumentException} for an unknown profile.
     */
    public synchronized NumberSurvey sample(String profileName, String name, Path file) throws IOException {
        Profile profile = merchants.requireProfile(profileName);
        var survey = new NumberSurvey();
        for (Part part : divisions.divide(file, profile.name(), ORIGIN, name)) {
            survey.add(look(profile, new Divisions.Dropped(part.name(), part.file())));
        }
        return survey;
    }

    private NumberSurvey look(Profile profile, SourceDocument document) throws IOException {
        var stated = new NumberSurvey();
        try (Reading reading = translators.of(profile.source()).read(document)) {
            while (reading.hasNext() && stated.payments() < PAYMENTS) {
                Event event = reading.next();
                if (event.kind() == EventKind.SALE) {
                    stated.payment(event.order(), profile.orderNumber());
                }
            }
            return chosen(profile, reading, stated);
        }
    }

    /** What the source tells of its own places, unless the profile says where the number stands among its references. */
    static NumberSurvey chosen(Profile profile, Reading reading, NumberSurvey stated) {
        NumberSurvey own = reading.numbers();
        return profile.orderNumber().places().isEmpty() && own.payments() > 0 ? own : stated;
    }
}
