package se.kvitta.ledger;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One row of a voucher.
 *
 * @param role why this account was chosen, such as {@code SALES_25}; the account plan turned it into the account
 * @param amount in the books' currency: debit positive, credit negative
 * @param text what the accountant reads on the row; may be empty
 * @param foreign the amount in another currency that this row was converted from, if any
 * @param vat why the row stands where it stands in the VAT return, if it does
 * @param party who and what the row concerns, where a target keeps it per row
 */
public record VoucherRow(
        String role,
        Account account,
        Money amount,
        String text,
        @Nullable Foreign foreign,
        @Nullable VatMark vat,
        Party party,
        Dimensions dimensions) {

    public static VoucherRow of(String role, Account account, Money amount) {
        return new VoucherRow(role, account, amount, "", null, null, Party.NONE, Dimensions.NONE);
    }

    /** Its text and its comment. */
    public String said() {
        return party.after(text);
    }

    /** An amount in the currency it happened in, and the rate that made it the row's amount. */
    public record Foreign(Money amount, @Nullable ExchangeRate rate) {}

    /**
     * The VAT facts of a row. The box cannot be told from rate and country, so it is kept, with the rule that decided.
     *
     * @param country ISO 3166 alpha-2 of the VAT, empty when no country's
     * @param period the quarter whose One Stop Shop return it corrects, such as {@code 2026-Q3}; empty when it corrects
     *     none
     */
    public record VatMark(
            @Nullable VatRate rate,
            String country,
            @Nullable VatBox box,
            String rule,
            String period) {}

    /** Order and customer facts that some targets hold on a row; each may be empty. */
    public record Party(String customer, String comment, String invoiceNumber, String ocr) {

        public static final Party NONE = new Party("", "", "", "");

        /** A text and the comment, which is not said twice. */
        public String after(String text) {
            boolean isSaid = Arrays.asList(text.split("[ ,]+")).contains(comment);
            return comment.isEmpty() || isSaid ? text : text.isEmpty() ? comment : text + ", " + comment;
        }
    }

    /**
     * What a row is followed up by, apart from its account; each may be empty.
     *
     * @param others further dimensions of the accounting system, by their names there
     */
    public record Dimensions(String costCentre, String project, String department, Map<String, String> others)
            implements Comparable<Dimensions> {

        private static final Comparator<Dimensions> ORDER = Comparator.comparing(Dimensions::costCentre)
                .thenComparing(Dimensions::project)
                .thenComparing(Dimensions::department)
                .thenComparing(each -> each.others.toString());

        public static final Dimensions NONE = new Dimensions("", "", "", Map.of());

        public Dimensions {
            others = Collections.unmodifiableMap(new TreeMap<>(others));
        }

        /** These dimensions, and where they say nothing, those of {@code less}. */
        public Dimensions over(Dimensions less) {
            var merged = new TreeMap<>(less.others);
            merged.putAll(others);
            return new Dimensions(
                    costCentre.isEmpty() ? less.costCentre : costCentre,
                    project.isEmpty() ? less.project : project,
                    department.isEmpty() ? less.department : department,
                    merged);
        }

        @Override
        public int compareTo(Dimensions other) {
            return ORDER.compare(this, other);
        }
    }
}
