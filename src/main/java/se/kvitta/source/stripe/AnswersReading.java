package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.answers.Answer;
import se.kvitta.answers.Answers;
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
 * The events of a payout from the API's answers, one after the other as they came: the payout, and the pages of its balance
 * transactions. One row is in memory at a time.
 */
final class AnswersReading extends StreamedReading {

    /** A document that is wrong in every row is told by its first ones. */
    private static final int MOST_TIES = 20;

    private static final String LIST = "list";
    private static final String PAYOUT = "payout";

    private final SourceDocument document;
    private final StripeWords words;
    private final @Nullable Days days;
    private final Answers answers;
    private final Fields fields;
    private final List<Tie> broken = new ArrayList<>();
    private final NumberSurvey numbers = new NumberSurvey();
    private boolean more;
    private int line;
    private int pages;
    private int rows;
    private @Nullable JsonNode payout;
    private @Nullable Money left;

    /** What the days of the balance have told of the payout, in the currency's smallest unit as Stripe counts it. */
    private long toldByDay;

    /** @param days those that are booked as days of the balance; null when none are */
    AnswersReading(SourceDocument document, StripeWords words, @Nullable Days days) throws IOException {
        this.document = document;
        this.words = words;
        this.days = days;
        this.answers = Answers.of(document, Set.of("/data"));
        this.fields = new Fields(document.name(), () -> line, words);
    }

    @Override
    protected boolean readOn() {
        @Nullable Answer next = answers.next();
        if (next == null) {
            end();
            return false;
        }
        line = next.line();
        if (next.isWhole()) {
            answered(next.node());
        } else {
            take(next.node());
        }
        return true;
    }

    @Override
    public NumberSurvey numbers() {
        return numbers;
    }

    private void answered(JsonNode whole) {
        switch (whole.path("object").asText()) {
            case LIST -> {
                pages++;
                more = whole.path("has_more").asBoolean();
            }
            case PAYOUT -> isOf(whole);
            default ->
                throw notStripes(
                        whole.has("error") ? "error" : whole.path("object").asText("-"));
        }
    }

    private void take(JsonNode item) {
        switch (item.path("object").asText()) {
            case PAYOUT -> isOf(item);
            case "balance_transaction" -> row(item);
            default -> throw notStripes(item.path("object").asText("-"));
        }
    }

    private void isOf(JsonNode told) {
        if (payout != null && !payout.path("id").equals(told.path("id"))) {
            throw new UnreadableDocument(Reason.of("SEVERAL_PAYOUTS", "name", document.name(), "line", line));
        }
        payout = told;
    }

    private void row(JsonNode item) {
        rows++;
        var row = new BalanceRow(item, fields);
        Movement movement = row.movement();
        row.ties(movement).forEach(this::add);
        row.survey(numbers);
        boolean own = isOwn(item);
        if (isToldByDay(row)) {
            toldByDay = Math.addExact(toldByDay, fields.whole(item, "net"));
            return;
        }
        if (own) {
            left = movement.amount().negated();
            // Its fee is a row; the payout itself is told by the document as a whole, so that a report tells the same.
            movement.events(words, rows).stream()
                    .filter(event -> event.kind() != EventKind.PAYOUT)
                    .forEach(this::tell);
            return;
        }
        tell(movement.events(words, rows));
    }

    private void add(Tie tie) {
        if (!tie.holds() && broken.size() < MOST_TIES) {
            broken.add(tie);
        }
    }

    /** Whether a day of the balance has told it: the payout was made after the last of them, and the row before. */
    private boolean isToldByDay(BalanceRow row) {
        return days != null && payout != null && days.isBefore(made(payout)) && !days.isBefore(row.at());
    }

    /** Whether the row is that of the payout that the document is of. */
    private boolean isOwn(JsonNode item) {
        if (!item.path("reporting_category").asText().equals(PAYOUT)) {
            return false;
        }
        JsonNode source = item.path("source");
        if (payout == null && source.isObject()) {
            payout = source;
        }
        String id = source.isObject() ? source.path("id").asText() : source.asText();
        return payout != null && payout.path("id").asText().equals(id);
    }

    private Instant made(JsonNode told) {
        return Instant.ofEpochSecond(fields.whole(told, "created"));
    }

    private void end() {
        if (payout != null && days != null && days.covers(made(payout))) {
            throw new UnreadableDocument(Reason.of(
                    "PAYOUT_BOOKED_BY_DAY",
                    "payout",
                    fields.text(payout, "id"),
                    "amount",
                    payoutAmount(payout),
                    "days",
                    days));
        }
        if (payout != null
                && payout.has("automatic")
                && !payout.get("automatic").asBoolean()) {
            throw new UnreadableDocument(Reason.of(
                    "PAYOUT_BY_HAND",
                    "payout",
                    fields.text(payout, "id"),
                    "amount",
                    payoutAmount(payout),
                    "day",
                    Stockholm.dayOf(made(payout))));
        }
        if (pages == 0 || more) {
            throw new UnreadableDocument(Reason.of("PAGES_MISSING", "name", document.name(), "pages", pages));
        }
        if (payout == null) {
            return;
        }
        Money amount = payoutAmount(payout);
        if (left == null) {
            left = amount;
        }
        tell(Event.of(EventKind.PAYOUT, "PAYOUT", made(payout), left)
                .subject(fields.text(payout, "id"))
                .detail("payout " + fields.text(payout, "id"))
                .build());
    }

    private Money payoutAmount(JsonNode told) {
        return fields.money(told, "amount", fields.text(told, "currency"));
    }

    @Override
    protected Statement stated() {
        if (payout == null || left == null) {
            throw new UnreadableDocument(Reason.of("PAYOUT_NOT_NAMED", "name", document.name()));
        }
        Money amount = payoutAmount(payout);
        Money zero = Money.zero(amount.currency());
        var ties = new ArrayList<Tie>(broken);
        ties.add(new Tie("payout.amount", amount, left));
        return new Statement(
                fields.text(payout, "id"),
                amount.currency(),
                Stockholm.dayOf(made(payout)),
                bankDay(payout),
                amount,
                fields.money(toldByDay, fields.text(payout, "currency")),
                zero,
                "",
                rows,
                ties);
    }

    /** Midnight UTC of the day that Stripe expects it at the bank. */
    private static @Nullable LocalDate bankDay(JsonNode payout) {
        JsonNode day = payout.path("arrival_date");
        return day.isIntegralNumber() ? LocalDate.ofInstant(Instant.ofEpochSecond(day.asLong()), ZoneOffset.UTC) : null;
    }

    @Override
    public void close() throws IOException {
        answers.close();
    }

    private UnreadableDocument notStripes(String found) {
        return new UnreadableDocument(
                Reason.of("NOT_AN_ANSWER", "name", document.name(), "found", found, "line", line));
    }
}
