package se.kvitta.source.paypal;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The columns of a settlement report by their names: white space and case in them differ from version to version. */
final class ReportColumns {

    private static final List<String> NEEDED = List.of(
            "transactionid",
            "transactioneventcode",
            "transactioninitiationdate",
            "transactiondebitorcredit",
            "grosstransactionamount",
            "grosstransactioncurrency",
            "feedebitorcredit",
            "feeamount",
            "feecurrency");

    private final Map<String, Integer> places = new HashMap<>();

    /** @param names a line {@code CH} */
    ReportColumns(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            places.putIfAbsent(names.get(i).replaceAll("\\s", "").toLowerCase(Locale.ROOT), i);
        }
    }

    /** Names that are missing; empty when a row can be read. */
    List<String> missing() {
        return NEEDED.stream().filter(name -> !places.containsKey(name)).toList();
    }

    boolean has(String name) {
        return places.containsKey(name);
    }

    /** Empty when there is no such column, or nothing in it. */
    String text(List<String> fields, String name) {
        Integer place = places.get(name);
        return place == null || place >= fields.size() ? "" : fields.get(place).strip();
    }
}
