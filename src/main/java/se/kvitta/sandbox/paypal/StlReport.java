package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The settlement report of one day of an account. */
public final class StlReport {

    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss xx").withZone(STOCKHOLM);

    private StlReport() {}

    /** {@code STL-20260908.01.009.CSV}. */
    public static String name(LocalDate day) {
        return name(day, 1);
    }

    private static String name(LocalDate day, int number) {
        return "STL-" + day.format(DateTimeFormatter.BASIC_ISO_DATE) + ".%02d.009.CSV".formatted(number);
    }

    /** A report over a Stockholm day, in one file. */
    public static String of(SandboxAccount account, LocalDate day, ReportFormat format) {
        return String.join(
                "", files(account, day, format.largest(Integer.MAX_VALUE)).values());
    }

    /** A report over a Stockholm day of several accounts that share a login: a section for each, in one file. */
    public static String together(List<SandboxAccount> accounts, LocalDate day, ReportFormat format) {
        var lines = new ArrayList<String>();
        var footers = new ArrayList<String>();
        int rows = 0;
        for (SandboxAccount account : accounts) {
            List<String> own =
                    List.of(of(account, day, format.mark(false)).strip().split("\r\n", -1));
            lines.addAll(own.stream()
                    .filter(line -> lines.isEmpty() || !line.matches("\"(RH|FH)\".*"))
                    .filter(line -> !line.matches("\"(RF|RC|FF)\".*"))
                    .toList());
            own.stream().filter(line -> line.startsWith("\"RF\"")).forEach(footers::add);
            rows += Math.toIntExact(
                    own.stream().filter(line -> line.startsWith("\"SB\"")).count());
        }
        lines.addAll(footers);
        lines.add("\"RC\"," + rows);
        if (format.footer()) {
            lines.add("\"FF\"," + rows);
        }
        return (format.mark() ? "\uFEFF" : "") + String.join("\r\n", lines) + "\r\n";
    }

    /** A report over a Stockholm day: its files by their names, in the order of their numbers. */
    public static Map<String, String> files(SandboxAccount account, LocalDate day, ReportFormat format) {
        Instant from = begin(day);
        Instant to = begin(day.plusDays(1)).minusSeconds(1);
        Assumptions byTime = Assumptions.usual().searchBy(Assumptions.SearchBy.INITIATED);
        List<LedgerRow> rows = account.find(from, to, true, byTime);
        var files = new LinkedHashMap<String, String>();
        int number = 0;
        Instant opened = from.minusSeconds(1);
        for (int begin = 0; begin == 0 || begin < rows.size(); begin += format.largest()) {
            int end = (int) Math.min(rows.size(), (long) begin + format.largest());
            boolean last = end == rows.size();
            number++;
            var lines = new ArrayList<>(head(account, day, number));
            lines.add(columns(format));
            rows.subList(begin, end).forEach(row -> lines.add(line(row)));
            Instant closed = last ? to : rows.get(end - 1).at();
            if (last || format.footers()) {
                int counted = format.footers() ? begin : 0;
                List<String> footers = footers(
                        account,
                        rows.subList(counted, end),
                        format.footers() ? opened : from.minusSeconds(1),
                        closed,
                        format.wrongBy());
                footers.forEach(footer -> lines.add("\"SF\"," + footer));
                lines.add("\"SC\"," + (end - counted));
            }
            if (last) {
                footers(account, rows, from.minusSeconds(1), to, format.wrongBy())
                        .forEach(footer -> lines.add("\"RF\"," + footer));
                lines.add("\"RC\"," + rows.size());
            }
            if (format.footer()) {
                lines.add("\"FF\"," + (end - begin));
            }
            opened = closed;
            boolean mark = format.mark() || format.legacy();
            files.put(name(day, number), (mark ? "\uFEFF" : "") + String.join("\r\n", lines) + "\r\n");
            if (last) {
                break;
            }
        }
        return files;
    }

    static Instant begin(LocalDate day) {
        return day.atStartOfDay(STOCKHOLM).toInstant();
    }

    /** What stands before the names of the columns. */
    static List<String> head(SandboxAccount account, LocalDate day, int number) {
        Instant to = begin(day.plusDays(1)).minusSeconds(1);
        var lines = new ArrayList<String>();
        if (number == 1) {
            lines.add("\"RH\"," + TIME.format(to.plusSeconds(19_000)) + ",\"R\",\"" + account.id() + "\",009,");
        }
        lines.add("\"FH\",%02d".formatted(number));
        lines.add("\"SH\"," + TIME.format(begin(day)) + "," + TIME.format(to) + ",\"" + account.id() + "\",\"\"");
        return lines;
    }

    static String columns(ReportFormat format) {
        String names = "\"CH\",\"Transaction ID\",\"Invoice ID\",\"PayPal Reference ID\",\"PayPal Reference ID Type\","
                + "\"Transaction Event Code\",\"Transaction Initiation Date\",\"Transaction Completion Date\",\"Transaction"
                + " ".repeat(format.blanks()) + "Debit or Credit\",\"Gross Transaction Amount\","
                + "\"Gross Transaction Currency\",\"Fee Debit or Credit\",\"Fee Amount\",\"Fee Currency\",\"Custom Field\","
                + "\"Consumer ID\",\"Payment Tracking ID\",\"Store ID\",\"Bank Reference ID\",\"Credit Transactional Fee\","
                + "\"Credit Promotional Fee\",\"Credit Term\"";
        return format.legacy() ? names.replace(" ", "") : names;
    }

    private static List<String> footers(
            SandboxAccount account, List<LedgerRow> rows, Instant opened, Instant closed, long wrongBy) {
        Map<String, long[]> sums = new TreeMap<>();
        for (LedgerRow row : rows) {
            long[] of = sums.computeIfAbsent(row.currency(), first -> new long[5]);
            of[row.amount() < 0 ? 1 : 0] += Math.abs(row.amount());
            of[row.fee() < 0 ? 3 : 2] += Math.abs(row.fee());
            of[4]++;
        }
        var footers = new ArrayList<String>();
        Map<String, JsonNode> opening = balances(account, opened);
        Map<String, JsonNode> closing = balances(account, closed);
        sums.forEach((currency, of) -> {
            var footer = new StringBuilder("\"" + currency + "\"");
            for (int i = 0; i < 4; i++) {
                footer.append(',').append(hundredths(currency, of[i]) + (i == 0 ? wrongBy : 0));
            }
            for (String balance : List.of("available_balance", "total_balance")) {
                footer.append(pair(opening.get(currency), balance)).append(pair(closing.get(currency), balance));
            }
            footer.append(",\"CR\",0,\"CR\",0,").append(of[4]);
            footers.add(footer.toString());
        });
        return footers;
    }

    private static Map<String, JsonNode> balances(SandboxAccount account, Instant at) {
        var balances = new HashMap<String, JsonNode>();
        account.balancesAt(at, "")
                .forEach(one -> balances.put(one.path("currency").asText(), one));
        return balances;
    }

    static String line(LedgerRow row) {
        String at = TIME.format(row.at());
        String fee = row.fee() == 0
                ? "\"\",,\"\""
                : "\"" + sign(row.fee()) + "\"," + hundredths(row.currency(), Math.abs(row.fee())) + ",\""
                        + row.currency() + "\"";
        return String.join(
                ",",
                "\"SB\"",
                quoted(row.id()),
                quoted(row.invoiceId()),
                quoted(row.reference()),
                quoted(row.reference().isEmpty() ? "" : "TXN"),
                quoted(row.code()),
                at,
                at,
                quoted(sign(row.amount())),
                String.valueOf(hundredths(row.currency(), Math.abs(row.amount()))),
                quoted(row.currency()),
                fee,
                quoted(row.customField()),
                "\"\",\"\",\"\",\"\",,,");
    }

    private static String pair(@Nullable JsonNode balance, String field) {
        BigDecimal value = balance == null
                ? BigDecimal.ZERO
                : new BigDecimal(balance.path(field).path("value").asText());
        long minor = value.movePointRight(2).longValueExact();
        return ",\"" + sign(minor) + "\"," + Math.abs(minor);
    }

    static String quoted(String text) {
        return "\"" + text.replace("\"", "\"\"") + "\"";
    }

    private static String sign(long minor) {
        return minor < 0 ? "DR" : "CR";
    }

    /** Reports write hundredths of every currency. */
    private static long hundredths(String currency, long minor) {
        int digits = Currency.getInstance(currency).getDefaultFractionDigits();
        return BigDecimal.valueOf(minor, digits).movePointRight(2).longValueExact();
    }
}
