package se.kvitta.merchant;

import java.util.List;
import java.util.Map;

/**
 * What a source's mapping says of its reports, for people: where their columns are chosen, and what each is good for.
 *
 * @param keptDays how many days the provider keeps a report where it is fetched from; 0 when that is not known
 * @param where the place at the provider where columns are chosen and reports are sent again, by language; may be empty
 * @param uses what a column is good for, by its name and then by language
 * @param wanted columns that a report may lack, and that let more be booked
 * @param passedOver columns that are known and not read
 */
public record ReportWords(
        int keptDays,
        Map<String, String> where,
        Map<String, Map<String, String>> uses,
        List<String> wanted,
        List<String> passedOver) {

    /** Of another provider with the same reports: its pages are others, and how long it keeps reports is not known. */
    ReportWords elsewhere() {
        return new ReportWords(0, Map.of(), uses, wanted, passedOver);
    }
}
