package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The transaction detail report of one day of an account: every row, also those that move no money, with what is known of buyers. Its lines are
 * those of a settlement report with columns behind them, and its footers have no balances; only the first of those columns were seen [?].
 */
public final class TrrReport {

    private static final String MORE =
            ",\"Transactional Status\",\"Insurance Amount\",\"Sales Tax Amount\",\"Shipping Amount\","
                    + "\"Transaction Subject\",\"Transaction Note\",\"Payer's Account ID\",\"Payer Address Status\",\"Shipping Address Country\","
                    + "\"First Name\",\"Last Name\"";

    private TrrReport() {}

    /** {@code TRR-20260908.01.009.CSV}. */
    public static String name(LocalDate day) {
        return StlReport.name(day).replace("STL", "TRR");
    }

    /** A report over a Stockholm day. */
    public static String of(SandboxAccount account, LocalDate day, ReportFormat format) {
        Instant from = StlReport.begin(day);
        Instant to = StlReport.begin(day.plusDays(1)).minusSeconds(1);
        Assumptions byTime = Assumptions.usual().searchBy(Assumptions.SearchBy.INITIATED);
        List<LedgerRow> rows = account.find(from, to, false, byTime);
        var lines = new ArrayList<>(StlReport.head(account, day, 1));
        lines.add(StlReport.columns(format) + MORE);
        for (LedgerRow row : rows) {
            JsonNode told = row.rest() == null ? JsonMapper.builder().build().createObjectNode() : row.rest();
            JsonNode info = told.path("transaction_info");
            lines.add(String.join(
                    ",",
                    StlReport.line(row),
                    StlReport.quoted(row.status()),
                    "",
                    info.at("/sales_tax_amount/value").asText("").replace(".", ""),
                    info.at("/shipping_amount/value").asText("").replace(".", ""),
                    StlReport.quoted(info.path("transaction_subject").asText("")),
                    "\"\"",
                    StlReport.quoted(told.at("/payer_info/account_id").asText("")),
                    StlReport.quoted(told.at("/payer_info/address_status").asText("")),
                    StlReport.quoted(
                            told.at("/shipping_info/address/country_code").asText("")),
                    StlReport.quoted(
                            told.at("/payer_info/payer_name/given_name").asText("")),
                    StlReport.quoted(told.at("/payer_info/payer_name/surname").asText(""))));
        }
        lines.add("\"SC\"," + rows.size());
        lines.add("\"RC\"," + rows.size());
        if (format.footer()) {
            lines.add("\"FF\"," + rows.size());
        }
        return (format.mark() ? "\uFEFF" : "") + String.join("\r\n", lines) + "\r\n";
    }
}
