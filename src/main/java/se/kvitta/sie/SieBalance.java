package se.kvitta.sie;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One balance of an exported file (#IB, #UB, #RES, #OIB, #OUB, #PSALDO, #PBUDGET).
 *
 * @param year year index, 0 for the current year
 * @param period the month, for period balances and budgets only
 * @param objects one object for object balances, at most one for period balances and budgets, else none
 * @param ore hundredths of the file's currency; debit positive
 */
public record SieBalance(
        Kind kind,
        int year,
        @Nullable YearMonth period,
        String account,
        List<SieObjectRef> objects,
        long ore,
        @Nullable BigDecimal quantity) {

    /** Which balance it is, named as in the file. */
    public enum Kind {
        /** Opening balance of an account. */
        IB,
        /** Closing balance of an account. */
        UB,
        /** Balance of a profit and loss account. */
        RES,
        /** Opening balance of an account for one object. */
        OIB,
        /** Closing balance of an account for one object. */
        OUB,
        /** Change of an account in a month. */
        PSALDO,
        /** Budgeted change of an account in a month. */
        PBUDGET;

        boolean hasPeriod() {
            return this == PSALDO || this == PBUDGET;
        }

        boolean hasObjects() {
            return this == OIB || this == OUB || hasPeriod();
        }
    }

    /** Throws {@link IllegalArgumentException} when period or objects do not fit the kind. */
    public SieBalance {
        SieAccount.requireNumber(account);
        objects = List.copyOf(objects);
        quantity = SieFormat.normal(quantity);
        if (kind.hasPeriod() != (period != null)) {
            throw new IllegalArgumentException("#" + kind + (period == null ? " needs a period" : " has no period"));
        }
        if (period != null && (period.getYear() < 1 || period.getYear() > 9999)) {
            throw new IllegalArgumentException("the year of " + period + " does not fit in four digits");
        }
        var most = kind.hasObjects() ? 1 : 0;
        var least = kind.hasObjects() && !kind.hasPeriod() ? 1 : 0;
        if (objects.size() < least || objects.size() > most) {
            throw new IllegalArgumentException("#" + kind + " cannot have " + objects.size() + " objects");
        }
    }

    /** A balance of a whole account: opening (IB), closing (UB) or result (RES). */
    public static SieBalance of(Kind kind, int year, String account, long ore) {
        return new SieBalance(kind, year, null, account, List.of(), ore, null);
    }
}
