package se.kvitta.source.paypal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.NumberSurvey;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Statement;
import se.kvitta.settlement.Statement.Tie;
import se.kvitta.settlement.StreamedReading;
import se.kvitta.settlement.UnreadableDocument;

/**
 * The events of one day of one balance: for each row what happened and, apart from it, its fee. What was available at the
 * beginning of the day, with every row, is what is available at its end; what is withheld is a reserve of its own.
 */
final class PayPalReading extends StreamedReading {

    private static final Logger LOG = LoggerFactory.getLogger(PayPalReading.class);

    private final SourceDocument source;
    private final PayPalDocument document;
    private final PayPalWords words;
    private final List<PayPalRow> moment = new ArrayList<>();
    private final NumberSurvey numbers = new NumberSurvey();
    private @Nullable PayPalRow ahead;
    private @Nullable Tie wrongBalance;
    private Money running;
    private Money withheld;
    private Money paidOut;
    private int rows;
    private int unmoved;
    private int unknown;

    PayPalReading(SourceDocument source, PayPalDocument document, PayPalWords words) {
        this.source = source;
        this.document = document;
        this.words = words;
        this.running = document.opening();
        this.withheld = Money.zero(document.currency());
        this.paidOut = withheld;
    }

    @Override
    protected boolean readOn() {
        if (!moment.isEmpty() || readMoment()) {
            take(nextOfMoment());
            return true;
        }
        if (unmoved + unknown > 0) {
            LOG.info(
                    "{}: {} rows, of which {} move no money and {} have codes that are not known",
                    source.name(),
                    rows,
                    unmoved,
                    unknown);
        }
        return false;
    }

    @Override
    protected Statement stated() {
        var ties = new ArrayList<Tie>(document.ties());
        @Nullable Money before = document.openingWithheld();
        @Nullable Money after = document.closingWithheld();
        if (before != null && after != null) {
            ties.add(new Tie("withheld_balance", after, before.plus(withheld)));
        }
        if (wrongBalance != null) {
            ties.add(wrongBalance);
        }
        return new Statement(
                reference(),
                document.currency(),
                document.day(),
                paidOut,
                document.opening(),
                document.closing(),
                document.account(),
                rows,
                ties);
    }

    @Override
    public NumberSurvey numbers() {
        return numbers;
    }

    @Override
    public void close() throws IOException {
        document.close();
    }

    /** The same whichever way the day comes by. */
    private String reference() {
        return document.day() + "-" + document.currency();
    }

    /** Reads on to the next rows that share an instant; PayPal does not say in which order those happened. */
    private boolean readMoment() {
        @Nullable PayPalRow first = ahead == null ? nextThatMoves() : ahead;
        ahead = null;
        for (@Nullable PayPalRow row = first; row != null; row = nextThatMoves()) {
            if (!moment.isEmpty() && !row.at().equals(moment.get(0).at())) {
                ahead = row;
                break;
            }
            moment.add(row);
        }
        return !moment.isEmpty();
    }

    private @Nullable PayPalRow nextThatMoves() {
        while (document.hasNext()) {
            PayPalRow row = document.next();
            rows++;
            if (row.moves() && words.meaning(row.code()).moves()) {
                return checked(row);
            }
            unmoved++;
        }
        return null;
    }

    private PayPalRow checked(PayPalRow row) {
        if (!row.amount().currency().equals(document.currency())
                || (row.fee() != null && !row.fee().currency().equals(document.currency()))) {
            throw new UnreadableDocument(Reason.of(
                    "MIXED_CURRENCIES",
                    "first",
                    document.currency(),
                    "second",
                    row.amount().currency().equals(document.currency())
                            ? String.valueOf(row.fee())
                            : row.amount().currency(),
                    "row",
                    row.number()));
        }
        if (!Stockholm.dayOf(row.at()).equals(document.day())) {
            throw new UnreadableDocument(Reason.of(
                    "ROW_OF_ANOTHER_DAY",
                    "row",
                    row.number(),
                    "words",
                    row.id(),
                    "at",
                    row.at(),
                    "day",
                    document.day()));
        }
        return row;
    }

    /** Of rows that share an instant, the one whose balance follows from what came before, if balances are stated. */
    private PayPalRow nextOfMoment() {
        int next = 0;
        if (document.hasRowBalances()) {
            for (int i = 0; i < moment.size(); i++) {
                PayPalRow row = moment.get(i);
                if (running.plus(row.effect()).equals(row.available())) {
                    next = i;
                    break;
                }
            }
        }
        PayPalRow row = moment.remove(next);
        running = running.plus(row.effect());
        @Nullable Money stated = row.available();
        if (document.hasRowBalances()
                && words.checksBalances()
                && stated != null
                && !stated.equals(running)
                && wrongBalance == null) {
            wrongBalance = new Tie("available_balance " + row.id(), stated, running);
        }
        return row;
    }

    private void take(PayPalRow row) {
        PayPalWords.Meaning meaning = words.meaning(row.code());
        if (!meaning.known()) {
            unknown++;
        }
        boolean negative = row.amount().isNegative();
        @Nullable EventKind kind = meaning.kind(negative);
        if (meaning.hold()) {
            withheld = withheld.minus(row.amount());
        }
        if (kind == EventKind.SALE) {
            numbers.payment(
                    words.orderNumber(row).at(),
                    Map.of(
                            "field: invoice_id", row.invoiceId(),
                            "field: custom_field", row.customField(),
                            "field: transaction_subject", row.subject()));
        }
        if (kind == EventKind.PAYOUT) {
            paidOut = paidOut.minus(row.amount());
        }
        if (!row.amount().isZero() || row.fee() == null) {
            tell(event(row, meaning, kind, negative));
            if (meaning.lost() && negative) {
                tell(builder(
                                row,
                                EventKind.CHARGEBACK_LOST,
                                "|lost",
                                row.amount().abs())
                        .subject(row.reference())
                        .build());
            }
        }
        @Nullable Money fee = row.fee();
        if (fee != null && !fee.isZero()) {
            EventKind of = fee.isNegative() ? EventKind.FEE : EventKind.FEE_REFUND;
            tell(builder(row, of, "|fee", fee.abs()).build());
        }
    }

    private Event event(PayPalRow row, PayPalWords.Meaning meaning, @Nullable EventKind kind, boolean negative) {
        if (kind == null) {
            // A way this code does not go: nothing is guessed.
            return builder(row, EventKind.ADJUSTMENT, "", row.amount())
                    .waits("NEEDS_DECISION")
                    .build();
        }
        Money amount = kind == EventKind.PAYOUT
                ? row.amount().negated()
                : kind.goesBothWays() ? row.amount() : row.amount().abs();
        Event.Builder event = builder(row, kind, "", amount).waits(meaning.waits());
        switch (kind) {
            case SALE -> event.vat(row.vat());
            case PAYOUT -> event.subject(row.id());
            case CONVERSION -> {
                @Nullable Money counterpart = row.counterpart();
                event.original(counterpart == null ? null : counterpart.abs(), null)
                        .subject(row.reference());
            }
            case FEE, FEE_REFUND -> event.subject(meaning.dispute() ? row.reference() : "");
            case CHARGEBACK_OPENED, CHARGEBACK_WON, CHARGEBACK_LOST, RESERVE_HELD, RESERVE_RELEASED ->
                event.subject(row.reference());
            default -> {
                if (negative) {
                    event.country(row.country());
                }
            }
        }
        return event.build();
    }

    private Event.Builder builder(PayPalRow row, EventKind kind, String suffix, Money amount) {
        boolean follows = !row.reference().isEmpty();
        String payment = follows ? row.reference() : row.id();
        var order = new OrderReference(
                payment,
                words.orderNumber(row).number(),
                row.customField(),
                payment,
                kind == EventKind.REFUND ? row.id() : "");
        String unknownWord = words.meaning(row.code()).known() ? "" : " (unknown)";
        return Event.of(kind, row.key() + suffix, row.at(), amount)
                .order(order)
                .country(row.country())
                .detail(row.code() + unknownWord)
                .method(row.method())
                .row(row.number());
    }
}
