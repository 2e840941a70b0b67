package se.kvitta.booking;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Account;
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

/**
 * What must be added to the vouchers that stand so that they say what is told now: per account and role, VAT rate, country
 * and box, dimension and foreign currency. Texts, and the rule that decided a row's VAT, are no difference by themselves.
 * Pure.
 */
public final class Difference {

    /** What is compared, and corrected by one row. */
    private record Key(
            String role,
            String account,
            @Nullable VatRate rate,
            String country,
            @Nullable VatBox box,
            String period,
            Dimensions dimensions,
            @Nullable Currency foreign) {

        static Key of(VoucherRow row) {
            @Nullable VatMark vat = row.vat();
            @Nullable Foreign foreign = row.foreign();
            return new Key(
                    row.role(),
                    row.account().number(),
                    vat == null ? null : vat.rate(),
                    vat == null ? "" : vat.country(),
                    vat == null ? null : vat.box(),
                    vat == null ? "" : vat.period(),
                    row.dimensions(),
                    foreign == null ? null : foreign.amount().currency());
        }
    }

    /** What one key adds up to: what is told, less what stands. */
    private static final class Sum {
        private final Account account;
        private final Currency books;
        private final Map<String, Long> texts = new HashMap<>();
        private @Nullable VatMark vat;
        private @Nullable ExchangeRate rate;
        private boolean oneRate = true;
        private boolean told;
        private int rows;
        private long amount;
        private long foreign;

        Sum(VoucherRow first) {
            this.account = first.account();
            this.books = first.amount().currency();
        }

        void add(VoucherRow row, int sign) {
            amount = Math.addExact(amount, sign * row.amount().minor());
            texts.merge(row.text(), sign * row.amount().minor(), Math::addExact);
            @Nullable Foreign from = row.foreign();
            @Nullable ExchangeRate of = from == null ? null : from.rate();
            if (from != null) {
                foreign = Math.addExact(foreign, sign * from.amount().minor());
            }
            oneRate &= rows == 0 || Objects.equals(rate, of);
            rate = of;
            rows++;
            // The rule that decides now names the row; where the row goes, the one that decided then.
            if (vat == null || (sign > 0 && !told)) {
                vat = row.vat();
            }
            told |= sign > 0;
        }

        boolean isNothing() {
            return amount == 0 && foreign == 0;
        }

        /** The text of the only rows that differ, such as an order; empty where several do. */
        String text() {
            List<String> differing = texts.entrySet().stream()
                    .filter(text -> text.getValue() != 0)
                    .map(Map.Entry::getKey)
                    .toList();
            return differing.size() == 1 ? differing.get(0) : "";
        }

        VoucherRow row(Key key) {
            return new VoucherRow(
                    key.role(),
                    account,
                    Money.ofMinor(amount, books),
                    text(),
                    key.foreign() == null
                            ? null
                            : new Foreign(Money.ofMinor(foreign, key.foreign()), oneRate ? rate : null),
                    vat,
                    Party.NONE,
                    key.dimensions());
        }
    }

    private Difference() {}

    /**
     * The rows of the correction, in the order of what is told, then of what stands; empty when nothing differs. They
     * balance, because all vouchers do.
     */
    public static List<VoucherRow> between(Collection<Voucher> standing, Collection<Voucher> told) {
        var sums = new LinkedHashMap<Key, Sum>();
        add(sums, told, 1);
        add(sums, standing, -1);
        var rows = new ArrayList<VoucherRow>();
        sums.forEach((key, sum) -> {
            if (!sum.isNothing()) {
                rows.add(sum.row(key));
            }
        });
        return rows;
    }

    private static void add(Map<Key, Sum> sums, Collection<Voucher> vouchers, int sign) {
        for (Voucher voucher : vouchers) {
            for (VoucherRow row : voucher.rows()) {
                sums.computeIfAbsent(Key.of(row), first -> new Sum(row)).add(row, sign);
            }
        }
    }
}
