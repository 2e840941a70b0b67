package se.kvitta.source.klarna;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.Layout;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.Statement;
import se.kvitta.settlement.StreamedReading;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.settlement.VatPart;

/** The events of one payout: one per row, and those that only its sums tell of. */
final class KlarnaReading extends StreamedReading {

    /** The optional columns with the consumer's VAT come in up to this many pairs. */
    static final int CONSUMER_VAT_PAIRS = 4;

    /** Klarna's own ids have 36 characters; with type and amount this is still a key that the journal keeps. */
    private static final int LONGEST_REFERENCE = Event.MAX_TEXT - 50;

    /** It is only shown. */
    private static final int LONGEST_DETAIL = 120;

    private final KlarnaDocument document;
    private final KlarnaWords words;
    private final boolean signed;
    private final KlarnaRows rows;
    private final SummaryTies ties;

    KlarnaReading(KlarnaDocument document, KlarnaWords words, boolean signed) throws IOException {
        this.document = document;
        this.words = words;
        this.signed = signed;
        this.rows = document.rows();
        this.ties = new SummaryTies(document, signed);
    }

    /** Throws {@link UnreadableDocument} for a type or detail that is not known: nothing is guessed, nothing dropped. */
    static KlarnaWords.Meaning meaning(KlarnaRows rows, KlarnaWords words) {
        String type = rows.text("type").toUpperCase(Locale.ROOT);
        String detail = rows.text("detailed_type").toUpperCase(Locale.ROOT);
        return words.meaning(type, detail, rows.text("comment"))
                .orElseThrow(() -> new UnreadableDocument(Reason.of(
                        "UNKNOWN_ROW",
                        "row",
                        rows.number(),
                        "words",
                        (type + " " + detail).strip(),
                        "order",
                        rows.text("reference1"),
                        "amount",
                        rows.shown("amount"),
                        "day",
                        rows.text("capture_date"))));
    }

    /** The tax column is VAT on Klarna's fees; other rows do not have any. */
    static boolean bearsTax(KlarnaWords.Meaning meaning) {
        return meaning.kind() == EventKind.FEE || meaning.kind() == EventKind.FEE_REFUND;
    }

    @Override
    protected boolean readOn() {
        if (rows.next()) {
            tell(event());
            return true;
        }
        tell(ties.derived());
        return false;
    }

    @Override
    protected Statement stated() {
        return ties.statement(rows.number());
    }

    @Override
    public Layout layout() {
        return document.layout();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    private Event event() {
        KlarnaWords.Meaning meaning = meaning(rows, words);
        String type = rows.text("type").toUpperCase(Locale.ROOT);
        String detail = rows.text("detailed_type").toUpperCase(Locale.ROOT);
        boolean taxed = bearsTax(meaning) && !rows.text("tax_amount").isEmpty();
        long net = effect(meaning, rows.minor("amount"));
        long tax = meaning.vatOnly() ? net : taxed ? effect(meaning, rows.minor("tax_amount")) : 0;
        long gross = meaning.vatOnly() ? net : Math.addExact(net, tax);
        // An amount that is nothing but VAT is told as VAT and not as the fee it belongs to.
        ties.add(type, meaning.vatOnly() ? 0 : net, tax, taxed || meaning.vatOnly());
        Instant at = rows.instant("capture_date");
        long magnitude = meaning.kind().goesBothWays() ? gross : meaning.plus() ? gross : -gross;
        if (magnitude < 0 && !meaning.kind().goesBothWays()) {
            throw new UnreadableDocument(Reason.of(
                    "UNEXPECTED_SIGN",
                    "row",
                    rows.number(),
                    "words",
                    (type + " " + detail).strip(),
                    "amount",
                    rows.shown("amount")));
        }
        var order = new OrderReference(
                reference("order_id"),
                reference("reference1"),
                reference("reference2"),
                reference("capture_id"),
                reference("refund_id"));
        return Event.of(meaning.kind(), key(type, order.id(), net), at, Money.ofMinor(magnitude, document.currency()))
                .order(order)
                .ordered(rows.day("sale_date"))
                .vat(bearsTax(meaning) ? feeVat(Math.abs(tax), taxed || meaning.vatOnly()) : consumerVat())
                .vatInBooks(bearsTax(meaning) ? taxInBooks() : null)
                .country(country())
                .detail(detail(type, detail, meaning.comment()))
                .waits(meaning.waits())
                .row(rows.number())
                .build();
    }

    private static String detail(String type, String detail, String comment) {
        String words = ((type + " " + detail).strip() + (comment.isEmpty() ? "" : " «" + comment + "»")).strip();
        return words.substring(0, Math.min(LONGEST_DETAIL, words.length()));
    }

    private String reference(String column) {
        String text = rows.text(column);
        if (text.length() > LONGEST_REFERENCE) {
            throw KlarnaText.tooLong(text, LONGEST_REFERENCE, rows.line());
        }
        return text;
    }

    /** No row has a key of its own; these facts stand in every layout. Rows that share them cannot be told apart. */
    private String key(String type, String orderId, long net) {
        return type + "|" + orderId + "|" + Math.abs(net);
    }

    private long effect(KlarnaWords.Meaning meaning, long amount) {
        return signed || meaning.plus() ? amount : Math.negateExact(amount);
    }

    private List<VatPart> feeVat(long tax, boolean stated) {
        if (!stated) {
            return List.of();
        }
        VatRate rate = rows.text("tax_rate").isEmpty() ? VatRate.ZERO : rows.rate("tax_rate");
        return List.of(new VatPart(rate, tax));
    }

    private List<VatPart> consumerVat() {
        var parts = new ArrayList<VatPart>();
        for (int i = 1; i <= CONSUMER_VAT_PAIRS; i++) {
            if (!rows.text("tax_rate_" + i).isEmpty()
                    && !rows.text("tax_amount_" + i).isEmpty()) {
                parts.add(new VatPart(rows.rate("tax_rate_" + i), Math.abs(rows.minor("tax_amount_" + i))));
            }
        }
        return parts;
    }

    private @Nullable Money taxInBooks() {
        if (rows.text("tax_in_books").isEmpty()) {
            return null;
        }
        return rows.money("tax_in_books", "tax_in_books_currency").abs();
    }

    private String country() {
        return rows.texts("country").stream()
                .filter(country -> country.length() == 2)
                .findFirst()
                .orElse("")
                .toUpperCase(Locale.ROOT);
    }
}
