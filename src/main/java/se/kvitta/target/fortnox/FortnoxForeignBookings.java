package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import se.kvitta.booking.Mode;
import se.kvitta.delivery.Needs;
import se.kvitta.journal.Findings.Finding;
import se.kvitta.journal.Findings.Severity;

/**
 * Signs that somebody else books the same orders and payouts: invoices with the shop's order numbers, and vouchers that speak
 * of a provider or a payout, since the start. Pure.
 */
final class FortnoxForeignBookings {

    /** Begins every marker of ours. */
    private static final String MARKER = "(kv ";

    /** Fortnox's word for a voucher that none of its own documents made. */
    private static final String MANUAL = "MANUAL";

    /** A shorter reference could stand in any text. */
    private static final int SHORTEST_REFERENCE = 6;

    private static final int EXAMPLES = 5;

    private final FortnoxLook look;

    FortnoxForeignBookings(FortnoxLook look) {
        this.look = look;
    }

    List<Finding> all() {
        var found = new ArrayList<Finding>();
        vouchers(found);
        invoices(found);
        return found;
    }

    /** Vouchers of a list that look like a provider's settlements and are not ours. */
    static List<JsonNode> suspects(Needs needs, List<JsonNode> vouchers) {
        var words = new LinkedHashSet<String>();
        needs.profiles().forEach(profile -> words.add(profile.provider().toLowerCase(Locale.ROOT)));
        needs.payouts().stream()
                .map(payout -> payout.reference().toLowerCase(Locale.ROOT))
                .filter(reference -> reference.length() >= SHORTEST_REFERENCE)
                .forEach(words::add);
        return vouchers.stream()
                .filter(voucher -> {
                    String kind = voucher.path("ReferenceType").asText("");
                    return kind.isEmpty() || kind.equals("null") || kind.equals(MANUAL);
                })
                .filter(voucher -> !voucher.path("Description").asText("").contains(MARKER))
                .filter(voucher -> !voucher.path("VoucherSeries")
                        .asText()
                        .equals(needs.series().vouchers()))
                .filter(voucher -> {
                    String text = (voucher.path("Description").asText("") + " "
                                    + voucher.path("Comments").asText(""))
                            .toLowerCase(Locale.ROOT);
                    return words.stream().anyMatch(text::contains);
                })
                .toList();
    }

    /** Whether an invoice surely is a sale's, is not cancelled, and is not one that we made: what a merchant credits by hand is no sale. */
    static boolean isForeign(JsonNode invoice) {
        boolean told = Stream.of("Cancelled", "ExternalInvoiceReference1", "ExternalInvoiceReference2")
                .noneMatch(field -> FortnoxJson.isHidden(invoice, field));
        return told
                && !invoice.path("Cancelled").asBoolean(false)
                && !invoice.path("Total").asText("").startsWith("-")
                && !(invoice.path("ExternalInvoiceReference1").asText("")
                                + invoice.path("ExternalInvoiceReference2").asText(""))
                        .contains(MARKER);
    }

    static String named(JsonNode voucher) {
        return voucher.path("VoucherSeries").asText()
                + voucher.path("VoucherNumber").asText();
    }

    private void vouchers(List<Finding> found) {
        List<JsonNode> suspects = look.survey().answeredAbout(FortnoxQuestions.VOUCHERS).stream()
                .flatMap(name -> suspects(look.needs(), look.survey().list(name, "Vouchers")).stream())
                .toList();
        if (suspects.isEmpty()) {
            return;
        }
        Set<BigDecimal> payouts = look.needs().payouts().stream()
                .map(payout -> payout.amount().abs().major().stripTrailingZeros())
                .collect(Collectors.toSet());
        long equal = look.survey().answeredAbout(FortnoxQuestions.VOUCHER).stream()
                .map(name -> look.survey().answer(name).orElseThrow().path("Voucher"))
                .filter(voucher -> hasAmount(voucher, payouts))
                .count();
        found.add(look.finding(
                "foreign vouchers",
                Severity.WARNS,
                look.needs().modes(),
                "PREFLIGHT_FOREIGN_VOUCHERS",
                "count",
                suspects.size(),
                "since",
                look.needs().start(),
                "equal",
                equal,
                "examples",
                suspects.stream()
                        .limit(EXAMPLES)
                        .map(voucher -> named(voucher) + " "
                                + voucher.path("TransactionDate").asText() + " \""
                                + voucher.path("Description").asText() + "\"")
                        .collect(Collectors.joining("; "))));
    }

    private static boolean hasAmount(JsonNode voucher, Set<BigDecimal> amounts) {
        for (JsonNode row : voucher.path("VoucherRows")) {
            for (String side : List.of("Debit", "Credit")) {
                JsonNode amount = row.path(side);
                if (!row.path("Removed").asBoolean(false)
                        && amount.isNumber()
                        && amount.decimalValue().signum() != 0
                        && amounts.contains(amount.decimalValue().stripTrailingZeros())) {
                    return true;
                }
            }
        }
        return false;
    }

    private void invoices(List<Finding> found) {
        Set<Mode> modes = look.needs().modesAmong(FortnoxQuestions.SALES);
        Set<String> orders = new HashSet<>();
        look.needs().profiles().stream()
                .filter(profile -> profile.modes().stream().anyMatch(FortnoxQuestions.SALES::contains))
                .forEach(profile -> orders.addAll(profile.orders()));
        var foreign = new LinkedHashMap<String, String>();
        Stream<JsonNode> listed = Stream.concat(
                        Stream.of(FortnoxQuestions.INVOICES),
                        look.survey().answeredAbout(FortnoxQuestions.BY_ORDER).stream())
                .flatMap(name -> look.survey().list(name, "Invoices").stream());
        Stream<JsonNode> read = look.survey().answeredAbout(FortnoxQuestions.ORDER_INVOICE).stream()
                .map(name -> look.survey().answer(name).orElseThrow().path("Invoice"));
        // A search finds longer numbers too: what the invoice says counts.
        Stream.concat(listed, read).filter(FortnoxForeignBookings::isForeign).forEach(invoice -> Stream.concat(
                        FortnoxQuestions.LISTED.stream(), FortnoxQuestions.UNLISTED.stream())
                .map(field -> invoice.path(field).asText(""))
                .filter(orders::contains)
                .forEach(order ->
                        foreign.putIfAbsent(invoice.path("DocumentNumber").asText(), order)));
        if (!foreign.isEmpty()) {
            found.add(look.finding(
                    "foreign invoices",
                    Severity.WARNS,
                    modes,
                    "PREFLIGHT_FOREIGN_INVOICES",
                    "count",
                    foreign.size(),
                    "since",
                    look.needs().start(),
                    "examples",
                    foreign.entrySet().stream()
                            .limit(EXAMPLES)
                            .map(one -> one.getKey() + " (" + one.getValue() + ")")
                            .collect(Collectors.joining("; "))));
        }
    }
}
