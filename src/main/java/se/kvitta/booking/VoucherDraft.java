package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.Foreign;
import se.kvitta.ledger.VoucherRow.Party;
import se.kvitta.ledger.VoucherRow.VatMark;

/** Rows of one voucher while they are being found; amounts are minor units, debit positive. Rows of zero are left out. */
final class VoucherDraft {

    private final BookingRules rules;
    private final Valuation valuation;
    private final LocalDate date;
    private final List<VoucherRow> rows = new ArrayList<>();

    VoucherDraft(BookingRules rules, Valuation valuation, LocalDate date) {
        this.rules = rules;
        this.valuation = valuation;
        this.date = date;
    }

    /** Adds a row in the books' currency that came from no other. */
    void add(String role, long amount, String text) {
        add(role, amount, 0, null, text, null);
    }

    void add(String role, long amount, long original, @Nullable ExchangeRate rate, String text, @Nullable Vat vat) {
        if (amount == 0 && original == 0) {
            return;
        }
        AccountPlan.Entry entry = rules.plan().require(role, date);
        rows.add(new VoucherRow(
                role,
                entry.account(),
                valuation.books(amount),
                text,
                original == 0 || !valuation.foreign() ? null : new Foreign(valuation.original(original), rate),
                vat == null ? null : vat.mark(entry.box()),
                Party.NONE,
                rules.dimensions()));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** What the other rows leave for a balancing row, minor units, debit positive. */
    long missing() {
        return -rows.stream().mapToLong(row -> row.amount().minor()).sum();
    }

    Voucher voucher(String dateRule, String text) {
        return new Voucher(rules.series(), date, dateRule, text, rows);
    }

    /** VAT facts of a row before its account is known; the account brings the box unless a rule names another. */
    record Vat(
            @Nullable VatRate rate,
            String country,
            @Nullable VatBox box,
            String rule) {

        VatMark mark(@Nullable VatBox ofAccount) {
            return new VatMark(rate, country, box == null ? ofAccount : box, rule);
        }
    }
}
