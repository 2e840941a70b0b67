package se.kvitta.source.stripe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.NumberSurvey;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Statement;
import se.kvitta.settlement.Statement.Tie;
import se.kvitta.settlement.StreamedReading;
import se.kvitta.settlement.UnreadableDocument;

/**
 * The events of one day of one balance, from lines of JSON: the first says whose day it is and what the balance was at its two
 * ends, as {@link DayRun} found it; then every balance transaction of the day as the API told it, the newest first. Payouts are
 * rows like others.
 */
final class DayReading extends StreamedReading {

    /** What the first line calls itself. */
    static final String KIND = "stripe day";

    private static final int MOST_TIES = 20;
    private static final int LONGEST_BEGINNING = 64;

    private final SourceDocument document;
    private final StripeWords words;
    private final BufferedReader lines;
    private final Fields fields;
    private final List<Tie> broken = new ArrayList<>();
    private final NumberSurvey numbers = new NumberSurvey();
    private final LocalDate day;
    private final Money opening;
    private final Money closing;
    private Money paidOut;
    private int line;
    private int rows;

    private DayReading(SourceDocument document, StripeWords words, BufferedReader lines) throws IOException {
        this.document = document;
        this.words = words;
        this.lines = lines;
        this.fields = new Fields(document.name(), () -> line, words);
        JsonNode head = nextLine();
        try {
            this.day = LocalDate.parse(head.path("day").asText());
        } catch (DateTimeException e) {
            throw new UnreadableDocument(Reason.of("NOT_A_BALANCE_DAY", "name", document.name()), e);
        }
        String currency = fields.text(head, "currency");
        this.opening = fields.money(head, "opening", currency);
        this.closing = fields.money(head, "closing", currency);
        this.paidOut = Money.zero(opening.currency());
    }

    /** Whether a document begins as one day does. */
    static boolean isDay(SourceDocument document) throws IOException {
        try (var in = document.open()) {
            return new String(in.readNBytes(LONGEST_BEGINNING), StandardCharsets.UTF_8)
                    .startsWith("{\"kind\":\"" + KIND + "\"");
        }
    }

    static DayReading of(SourceDocument document, StripeWords words) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(document.open(), StandardCharsets.UTF_8));
        try {
            return new DayReading(document, words, lines);
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    @Override
    protected boolean readOn() {
        JsonNode item = nextLine();
        if (item.isMissingNode()) {
            return false;
        }
        rows++;
        var row = new BalanceRow(item, fields);
        Movement movement = row.movement();
        if (!Stockholm.dayOf(row.at()).equals(day)) {
            throw new UnreadableDocument(
                    Reason.of("ROW_OF_ANOTHER_DAY", "row", rows, "words", movement.id(), "at", row.at(), "day", day));
        }
        row.ties(movement).stream()
                .filter(tie -> !tie.holds() && broken.size() < MOST_TIES)
                .forEach(broken::add);
        row.survey(numbers);
        for (Event event : movement.events(words, rows)) {
            if (event.kind() == EventKind.PAYOUT) {
                paidOut = paidOut.plus(event.amount());
            }
            tell(event);
        }
        return true;
    }

    @Override
    public NumberSurvey numbers() {
        return numbers;
    }

    /** The next line; missing after the last. */
    private JsonNode nextLine() {
        try {
            @Nullable String text = lines.readLine();
            line++;
            return text == null ? MissingNode.getInstance() : StripeCalls.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UnreadableDocument(Reason.of("NOT_JSON", "name", document.name(), "line", line), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same reference however often the day is told. */
    @Override
    protected Statement stated() {
        return new Statement(
                day + "-" + opening.currency(), opening.currency(), day, paidOut, opening, closing, "", rows, broken);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
