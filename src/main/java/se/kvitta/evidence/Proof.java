package se.kvitta.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.TaxLine;
import se.kvitta.journal.EvidenceRows.Correction;
import se.kvitta.journal.EvidenceRows.Line;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.settlement.EventKind;

/**
 * Adds up what a sheet lists while it is listed, and holds the sums against the voucher. The clearing account mirrors what
 * the provider owes, together with what buyers owe until it has their money: its rows are what the events did to that, to the
 * minor unit.
 */
final class Proof {

    private static final String CLEARING = "CLEARING_";
    private static final String CLAIM = "CLAIM_";
    private static final String RECEIVABLE = "AR_CUSTOMER";
    private static final String DEBT = "DEBT";

    /** What only passes clearing, without a row, unless the plan has an account for it. */
    private static final Set<EventKind> DEBTS = Set.of(EventKind.DEBT_INCURRED, EventKind.DEBT_REPAID);

    private final Posting posting;
    private final Correction correction;
    private final Currency currency;
    private final Currency books;
    private final boolean debtsHaveRows;
    private final Map<EventKind, Sum> kinds = new TreeMap<>();
    private final Map<TaxKey, TaxSum> taxes = new TreeMap<>();
    private long effects;
    private long taxed;
    private long taxedInBooks;
    private long effectsOfTaxed;
    private int events;
    private boolean allTaxed = true;

    /** How many events of a kind, and what they did to the money the provider owes. */
    record Sum(int count, long effect) {}

    /** What is reported together. */
    record TaxKey(String what, int rate, String country, String box, String vatBox, String rule)
            implements Comparable<TaxKey> {

        static TaxKey of(TaxLine line) {
            VatRate rate = line.rate();
            return new TaxKey(
                    line.what(),
                    rate == null ? -1 : rate.hundredths(),
                    line.country(),
                    line.box() == null ? "" : line.box().code(),
                    line.vatBox() == null ? "" : line.vatBox().code(),
                    line.rule());
        }

        @Nullable
        VatRate vatRate() {
            return rate < 0 ? null : new VatRate(rate);
        }

        @Override
        public int compareTo(TaxKey other) {
            return Comparator.comparing(TaxKey::country)
                    .thenComparing(TaxKey::rate, Comparator.reverseOrder())
                    .thenComparing(TaxKey::box)
                    .thenComparing(TaxKey::vatBox)
                    .thenComparing(TaxKey::what)
                    .thenComparing(TaxKey::rule)
                    .compare(this, other);
        }
    }

    /** Net and VAT, in the settlement's currency and in the books'. */
    record TaxSum(long net, long vat, long netInBooks, long vatInBooks) {

        TaxSum plus(TaxSum other) {
            return new TaxSum(
                    Math.addExact(net, other.net),
                    Math.addExact(vat, other.vat),
                    Math.addExact(netInBooks, other.netInBooks),
                    Math.addExact(vatInBooks, other.vatInBooks));
        }
    }

    /** One comparison; amounts have a currency, counts have none. */
    record Check(
            String what, long left, long right, @Nullable Currency currency) {

        boolean holds() {
            return left == right;
        }

        String difference() {
            long difference = Math.subtractExact(left, right);
            return currency == null
                    ? String.valueOf(difference)
                    : Money.ofMinor(difference, currency).toString();
        }
    }

    /** @param correction what the voucher stands together with, whose rows are proven as one */
    Proof(Posting posting, Correction correction, Currency currency) {
        this.posting = posting;
        this.correction = correction;
        this.currency = currency;
        this.books = posting.booking().voucher().total().currency();
        this.debtsHaveRows = rows().stream().anyMatch(row -> row.role().startsWith(DEBT));
    }

    void add(Line line) {
        EventKind kind = line.event().kind();
        long effect = line.event().effect().minor();
        kinds.merge(
                kind,
                new Sum(1, effect),
                (one, other) -> new Sum(one.count + other.count, Math.addExact(one.effect, other.effect)));
        events++;
        if (DEBTS.contains(kind) && !debtsHaveRows) {
            return;
        }
        effects = Math.addExact(effects, effect);
        allTaxed &= !line.tax().isEmpty();
        if (!line.tax().isEmpty()) {
            effectsOfTaxed = Math.addExact(effectsOfTaxed, effect);
        }
        for (TaxLine tax : line.tax()) {
            taxed = Math.addExact(taxed, Math.addExact(tax.net(), tax.vat()));
            taxedInBooks = Math.addExact(taxedInBooks, Math.addExact(tax.netInBooks(), tax.vatInBooks()));
            taxes.merge(
                    TaxKey.of(tax), new TaxSum(tax.net(), tax.vat(), tax.netInBooks(), tax.vatInBooks()), TaxSum::plus);
        }
    }

    Map<EventKind, Sum> kinds() {
        return kinds;
    }

    Map<TaxKey, TaxSum> taxes() {
        return taxes;
    }

    boolean isEmpty() {
        return events == 0;
    }

    /** All comparisons, those that hold and those that do not. */
    List<Check> checks() {
        var checks = new ArrayList<Check>();
        if (correction.corrected() == null) {
            checks.add(new Check("proof.events", events, posting.booking().events(), null));
        }
        checks.add(new Check("proof.clearing", effects, clearing(), currency));
        if (!taxes.isEmpty()) {
            checks.add(new Check("proof.taxed", taxed, effectsOfTaxed, currency));
            if (allTaxed) {
                checks.add(new Check("proof.books", taxedInBooks, clearingInBooks(), books));
            }
        }
        return checks;
    }

    /** What the voucher says of the money the provider owes, in the settlement's currency. */
    private long clearing() {
        return counter().stream()
                .mapToLong(row -> currency.equals(books)
                        ? row.amount().minor()
                        : row.foreign() == null ? 0 : row.foreign().amount().minor())
                .reduce(0, Math::addExact);
    }

    private long clearingInBooks() {
        return counter().stream().mapToLong(row -> row.amount().minor()).reduce(0, Math::addExact);
    }

    /** The rows of clearing and of claims; of an invoice, which has none, what the customer owes. */
    private List<VoucherRow> counter() {
        List<VoucherRow> clearing = rows().stream()
                .filter(row -> row.role().startsWith(CLEARING) || row.role().startsWith(CLAIM))
                .toList();
        return clearing.isEmpty()
                ? rows().stream().filter(row -> row.role().equals(RECEIVABLE)).toList()
                : clearing;
    }

    private List<VoucherRow> rows() {
        return correction.standing().stream()
                .flatMap(one -> one.booking().voucher().rows().stream())
                .toList();
    }
}
