package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.ledger.VoucherRow.Foreign;
import se.kvitta.ledger.VoucherRow.Party;
import se.kvitta.ledger.VoucherRow.VatMark;

/** Rows of one voucher while they are being found; amounts are minor units, debit positive. Rows of zero are left out. */
final class VoucherDraft {

    private final BookingRules rules;
    private final Valuation valuation;
    private final LocalDate date;
    private final Party about;
    private final List<VoucherRow> rows = new ArrayList<>();

    VoucherDraft(BookingRules rules, Valuation valuation, LocalDate date) {
        this(rules, valuation, date, Party.NONE);
    }

    /** @param about the one order that all rows are about */
    VoucherDraft(BookingRules rules, Valuation valuation, LocalDate date, Party about) {
        this.rules = rules;
        this.valuation = valuation;
        this.date = date;
        this.about = about;
    }

    /** Adds a row in the books' currency that came from no other. */
    void add(String role, long amount, String text) {
        add(role, amount, 0, null, text, null);
    }

    /** Adds a row that came from minor units of the settlement's currency. */
    void add(String role, long amount, long original, @Nullable ExchangeRate rate, String text, @Nullable Vat vat) {
        add(
                role,
                amount,
                valuation.original(original),
                rate,
                text,
                vat,
                rules.dimensions().always());
    }

    /** Adds a row that came from an amount of any currency, without text and VAT. */
    void add(String role, long amount, Money original, @Nullable ExchangeRate rate) {
        add(role, amount, original, rate, "", null, rules.dimensions().always());
    }

    /** Adds a row of the settlement's currency that is about one order, in a voucher that is about many. */
    void addAbout(Party order, String role, long amount, long original, String text) {
        add(
                role,
                amount,
                valuation.original(original),
                null,
                text,
                null,
                rules.dimensions().always(),
                order);
    }

    /** Adds a row that came from an amount of any currency. */
    void add(
            String role,
            long amount,
            Money original,
            @Nullable ExchangeRate rate,
            String text,
            @Nullable Vat vat,
            Dimensions dimensions) {
        add(role, amount, original, rate, text, vat, dimensions, about);
    }

    private void add(
            String role,
            long amount,
            Money original,
            @Nullable ExchangeRate rate,
            String text,
            @Nullable Vat vat,
            Dimensions dimensions,
            Party order) {
        if (amount == 0 && original.isZero()) {
            return;
        }
        boolean foreign = !original.isZero() && !original.currency().equals(rules.books());
        addRow(role, amount, foreign ? new Foreign(original, rate) : null, text, vat, dimensions, order);
    }

    /** Changes what an amount of another currency is booked at, without the amount. */
    void revalue(String role, long amount, ExchangeRate rate) {
        addRow(
                role,
                amount,
                new Foreign(Money.zero(rate.from()), rate),
                "",
                null,
                rules.dimensions().always(),
                about);
    }

    /** Adds a row on an account that a person named. */
    void addTo(String account, long amount, String text) {
        rows.add(new VoucherRow(
                "CHOSEN",
                rules.plan().named(account),
                valuation.books(amount),
                text,
                null,
                null,
                about,
                rules.dimensions().always()));
    }

    private void addRow(
            String role,
            long amount,
            @Nullable Foreign foreign,
            String text,
            @Nullable Vat vat,
            Dimensions dimensions,
            Party order) {
        AccountPlan.Entry entry = rules.plan().require(role, date);
        rows.add(new VoucherRow(
                role,
                entry.account(),
                valuation.books(amount),
                text,
                foreign,
                vat == null ? null : vat.mark(entry.box()),
                order,
                dimensions));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** What the other rows leave for a balancing row, minor units, debit positive. */
    long missing() {
        return -rows.stream().mapToLong(row -> row.amount().minor()).sum();
    }

    /** Closes the voucher with what the exchange rates of its days leave. */
    void addExchangeDifference() {
        long difference = missing();
        add(difference > 0 ? "FX_LOSS" : "FX_GAIN", difference, "");
    }

    Voucher voucher(String dateRule, String text) {
        return voucher(rules.series().vouchers(), dateRule, text);
    }

    Voucher voucher(String series, String dateRule, String text) {
        return new Voucher(series, date, dateRule, text, rows);
    }

    LocalDate date() {
        return date;
    }

    /** VAT facts of a row before its account is known; the account brings the box unless a rule names another. */
    record Vat(
            @Nullable VatRate rate,
            String country,
            @Nullable VatBox box,
            String rule,
            String period) {

        Vat(@Nullable VatRate rate, String country, @Nullable VatBox box, String rule) {
            this(rate, country, box, rule, "");
        }

        /** The mark of a row that a sale brings, which always says what decided it. */
        static Vat of(SaleRow.Key key) {
            return new Vat(key.rate(), key.country(), key.box(), key.rule(), key.period());
        }

        VatMark mark(@Nullable VatBox ofAccount) {
            return new VatMark(rate, country, box == null ? ofAccount : box, rule, period);
        }
    }
}
