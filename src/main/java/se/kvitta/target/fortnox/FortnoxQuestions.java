package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Mode;
import se.kvitta.delivery.Needs;
import se.kvitta.ledger.FinancialYear;
import se.kvitta.reason.Reasons;
import se.kvitta.target.fortnox.FortnoxSurvey.Question;

/**
 * What a preflight asks of Fortnox, for what a merchant needs. Pure. What is asked first stops most: a preflight that must
 * end early has asked the rest in vain only.
 */
final class FortnoxQuestions {

    static final String YEARS = "years";
    static final String LOCKED = "locked";
    static final String ACCOUNTS = "accounts ";
    static final String SERIES = "series ";
    static final String PREDEFINED_SERIES = "predefined series";
    static final String PREDEFINED_ACCOUNTS = "predefined accounts";
    static final String CURRENCIES = "currencies";
    static final String COST_CENTRES = "cost centres";
    static final String PROJECTS = "projects";
    static final String TERMS = "terms of payment";
    static final String MODES = "modes of payment";
    static final String DELIVERY_TERMS = "terms of delivery";
    static final String DELIVERY_WAYS = "ways of delivery";
    static final String CUSTOMERS = "customers";
    static final String CUSTOMER = "customer ";
    static final String WAREHOUSE = "warehouse";
    static final String LATEST = "latest invoices";
    static final String LATEST_ONE = "latest invoice ";
    static final String INVOICES = "invoices";
    static final String BY_ORDER = "order ";
    static final String ORDER_INVOICE = "invoice of order ";
    static final String VOUCHERS = "vouchers ";
    static final String VOUCHER = "voucher ";
    static final String CONNECTIONS = "file connections";

    /** Every kind of question; those that end with a blank are of one thing each. */
    static final List<String> ABOUT = List.of(
            YEARS,
            LOCKED,
            ACCOUNTS,
            SERIES,
            PREDEFINED_SERIES,
            PREDEFINED_ACCOUNTS,
            CURRENCIES,
            COST_CENTRES,
            PROJECTS,
            TERMS,
            MODES,
            DELIVERY_TERMS,
            DELIVERY_WAYS,
            CUSTOMERS,
            CUSTOMER,
            WAREHOUSE,
            LATEST,
            LATEST_ONE,
            INVOICES,
            BY_ORDER,
            ORDER_INVOICE,
            VOUCHERS,
            VOUCHER,
            CONNECTIONS);

    /** Invoices and payments, which Fortnox books itself. */
    static final Set<Mode> DOCUMENTS = EnumSet.of(Mode.LEDGER, Mode.MATCH);

    /** Modes that make invoices and orders, in the name of customers. */
    static final Set<Mode> MADE = EnumSet.of(Mode.LEDGER, Mode.ORDER);

    /** Modes that book sales, so that nobody else may. */
    static final Set<Mode> SALES = EnumSet.of(Mode.LEDGER, Mode.DAILY);

    /** From this month on the next financial year is asked for, which is usually forgotten until January. */
    private static final int MONTHS_BEFORE_YEAR_END = 1;

    /** Without which nothing can be told of a financial year. */
    static final List<String> YEAR_FIELDS = List.of("Id", "FromDate", "ToDate");

    /** Numbers of accounts are 1000 to 9999. */
    private static final int ACCOUNT_PAGES = 18;

    static final int REGISTER_PAGES = 4;
    private static final int INVOICE_PAGES = 4;
    private static final int VOUCHER_PAGES = 3;
    private static final int VOUCHER_SERIES = 6;
    private static final int SAMPLES = 5;
    private static final int LATEST_INVOICES = 3;

    /** Fields where other programs write an order's number, that can be searched and stand only in the invoice itself. */
    static final List<String> UNLISTED = List.of("YourOrderNumber", "YourReference");

    /** Those that stand in the list too. */
    static final List<String> LISTED = List.of("ExternalInvoiceReference1", "ExternalInvoiceReference2");

    /** A search finds longer numbers too: how many of its hits are read. */
    private static final int HITS = 3;

    private final Needs needs;
    private final JsonNode mapping;
    private final @Nullable Set<String> granted;

    /** @param granted the scopes of the token; null when they cannot be told, and a no must tell */
    FortnoxQuestions(Needs needs, JsonNode mapping, @Nullable Set<String> granted) {
        this.needs = needs;
        this.mapping = mapping;
        this.granted = granted;
    }

    /**
     * One financial year as Fortnox has it.
     *
     * @param id Fortnox's id, never the calendar year
     */
    record Year(String id, FinancialYear span, String method) {

        /** Whether the company books by the cash method in it. */
        boolean isCash() {
            return method.equals("CASH");
        }

        @Override
        public String toString() {
            return span.first() + "–" + span.last();
        }
    }

    /**
     * What people call a question. Throws {@link IllegalArgumentException} for one of no kind that is known, which then has
     * no words.
     */
    static String words(String name) {
        String about = ABOUT.stream()
                .filter(kind -> kind.endsWith(" ") ? name.startsWith(kind) : name.equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no question"));
        String word = Reasons.word(about.strip().replace(' ', '-'));
        return about.endsWith(" ") ? word + " " + name.substring(about.length()) : word;
    }

    /** Currencies that documents of the merchant will be in, besides that of the books; vouchers have none. */
    static Set<String> foreign(Needs needs) {
        var codes = new TreeSet<String>();
        needs.profiles().stream()
                .filter(profile -> profile.modes().stream().anyMatch(DOCUMENTS::contains))
                .flatMap(profile -> profile.ofOrders().stream())
                .filter(currency -> !currency.equals(needs.books()))
                .forEach(currency -> codes.add(currency.getCurrencyCode()));
        return codes;
    }

    List<Question> first() {
        boolean documents = !needs.modesAmong(DOCUMENTS).isEmpty();
        var all = new ArrayList<Question>();
        ask(all, "settings", Question.of(LOCKED, "/3/settings/lockedperiod"));
        ask(all, "bookkeeping", new Question(YEARS, "/3/financialyears", "", 1));
        if (documents) {
            // These two lists ignore the limit and come whole.
            ask(all, "settings", Question.of(PREDEFINED_SERIES, "/3/predefinedvoucherseries"));
            ask(all, "settings", Question.of(PREDEFINED_ACCOUNTS, "/3/predefinedaccounts"));
        }
        if (needs.evidence()) {
            ask(all, "connectfile", new Question(CONNECTIONS, "/3/voucherfileconnections", "", 1));
        }
        if (!foreign(needs).isEmpty()) {
            ask(all, "currency", new Question(CURRENCIES, "/3/currencies", "", 1));
        }
        if (!needs.costCentres().isEmpty()) {
            ask(all, "costcenter", new Question(COST_CENTRES, "/3/costcenters", "", REGISTER_PAGES));
        }
        if (!needs.projects().isEmpty()) {
            ask(all, "project", new Question(PROJECTS, "/3/projects", "", REGISTER_PAGES));
        }
        if (documents && mapping.path("preflight").path("terms-of-payment").size() > 0) {
            ask(all, "settings", new Question(TERMS, "/3/termsofpayments", "", REGISTER_PAGES));
        }
        if (documents && mapping.path("preflight").path("modes-of-payment").size() > 0) {
            ask(all, "settings", new Question(MODES, "/3/modesofpayments", "", REGISTER_PAGES));
        }
        if (!needs.modesAmong(MADE).isEmpty()) {
            ask(all, "customer", FortnoxCustomerFindings.list(mapping));
            all.add(Question.of(WAREHOUSE, "/api/warehouse/tenants-v4"));
        }
        if (documents) {
            ask(
                    all,
                    "invoice",
                    new Question(
                            LATEST,
                            "/3/invoices",
                            "sortby=documentnumber&sortorder=descending&limit=" + LATEST_INVOICES,
                            0));
        }
        if (!needs.modesAmong(SALES).isEmpty()) {
            ask(all, "invoice", new Question(INVOICES, "/3/invoices", "fromdate=" + needs.start(), INVOICE_PAGES));
            samples(needs).forEach(order -> UNLISTED.forEach(field -> ask(all, "invoice", byOrder(field, order))));
        }
        return all;
    }

    private static Question byOrder(String field, String order) {
        return new Question(BY_ORDER + order + " (" + field + ")", "/3/invoices", FortnoxQuery.of(field, order), 1);
    }

    /** A question that the token has no right to is not asked: that the scope is missing is told by itself. */
    private void ask(List<Question> questions, String scope, Question question) {
        if (granted == null || granted.contains(scope)) {
            questions.add(question);
        }
    }

    /** What an answer makes it possible to ask. */
    List<Question> after(String name, FortnoxSurvey survey) {
        if (name.equals(YEARS)) {
            return ofYears(concerned(needs, survey, mostYears()));
        }
        if (name.startsWith(SERIES)) {
            return vouchers(name.substring(SERIES.length()), survey);
        }
        if (name.startsWith(VOUCHERS)) {
            return FortnoxForeignBookings.suspects(needs, survey.list(name, "Vouchers")).stream()
                    .limit(SAMPLES - survey.askedAbout(VOUCHER))
                    .map(voucher -> new Question(
                            VOUCHER + FortnoxForeignBookings.named(voucher) + " "
                                    + voucher.path("Year").asText(),
                            "/3/vouchers/"
                                    + FortnoxQuery.encoded(
                                            voucher.path("VoucherSeries").asText()) + "/"
                                    + FortnoxQuery.encoded(
                                            voucher.path("VoucherNumber").asText()),
                            "financialyear=" + voucher.path("Year").asText(),
                            0))
                    .toList();
        }
        if (name.equals(CUSTOMERS)) {
            return FortnoxCustomerFindings.cards(mapping, survey);
        }
        if (name.startsWith(CUSTOMER)) {
            return FortnoxCustomerFindings.registers(name, survey).stream()
                    .filter(question -> granted == null || granted.contains("settings"))
                    .toList();
        }
        if (name.equals(LATEST)) {
            return survey.list(LATEST, "Invoices").stream()
                    .map(invoice -> FortnoxJson.reference(invoice, "DocumentNumber"))
                    .filter(number -> !number.isEmpty())
                    .map(number -> Question.of(LATEST_ONE + number, "/3/invoices/" + FortnoxQuery.encoded(number)))
                    .toList();
        }
        if (name.equals(INVOICES) && !survey.isWhole(INVOICES)) {
            // The newest are not among those that were read; what others write an order's number in is asked for.
            return samples(needs).stream()
                    .flatMap(order -> LISTED.stream().map(field -> byOrder(field, order)))
                    .toList();
        }
        if (name.startsWith(BY_ORDER) && UNLISTED.stream().anyMatch(field -> name.endsWith("(" + field + ")"))) {
            return survey.list(name, "Invoices").stream()
                    .filter(FortnoxForeignBookings::isForeign)
                    .map(invoice -> FortnoxJson.reference(invoice, "DocumentNumber"))
                    .filter(number -> !number.isEmpty() && survey.askedAbout(ORDER_INVOICE + number) == 0)
                    .limit(HITS)
                    .map(number -> Question.of(ORDER_INVOICE + number, "/3/invoices/" + FortnoxQuery.encoded(number)))
                    .toList();
        }
        return List.of();
    }

    int mostYears() {
        return mapping.path("preflight").path("years").asInt(3);
    }

    private static List<Question> ofYears(List<Year> years) {
        return years.stream()
                .flatMap(year -> Stream.of(
                        new Question(SERIES + year.id(), "/3/voucherseries", "financialyear=" + year.id(), 1),
                        new Question(ACCOUNTS + year.id(), "/3/accounts", "financialyear=" + year.id(), ACCOUNT_PAGES)))
                .toList();
    }

    /** Vouchers from outside stand in manual series, and ours in our own: the others are looked through. */
    private List<Question> vouchers(String year, FortnoxSurvey survey) {
        return survey.list(SERIES + year, "VoucherSeriesCollection").stream()
                .filter(series -> series.path("Manual").asBoolean(false))
                .map(series -> series.path("Code").asText())
                .filter(code -> !code.equals(needs.series().vouchers()))
                .limit(VOUCHER_SERIES)
                .map(code -> new Question(
                        VOUCHERS + year + " " + code,
                        "/3/vouchers",
                        "financialyear=" + year + "&voucherseries=" + FortnoxQuery.encoded(code) + "&fromdate="
                                + needs.start(),
                        VOUCHER_PAGES))
                .toList();
    }

    /** All financial years that Fortnox shows, the newest first. */
    static List<Year> years(FortnoxSurvey survey) {
        return years(survey.list(YEARS, "FinancialYears"));
    }

    /** The same, of an answer's entries. */
    static List<Year> years(List<JsonNode> entries) {
        return entries.stream()
                .filter(year -> YEAR_FIELDS.stream().noneMatch(field -> FortnoxJson.isHidden(year, field)))
                .map(year -> new Year(
                        year.path("Id").asText(),
                        new FinancialYear(
                                LocalDate.parse(year.path("FromDate").asText()),
                                LocalDate.parse(year.path("ToDate").asText())),
                        FortnoxJson.reference(year, "AccountingMethod")))
                .sorted(Comparator.comparing((Year year) -> year.span().first()).reversed())
                .toList();
    }

    /**
     * The years that something can still be booked in: those that hold a day from the start to today, or to the end of the
     * next year when that is near, and that are not locked altogether. The newest, if they are many; the oldest first.
     */
    static List<Year> concerned(Needs needs, FortnoxSurvey survey, int most) {
        @Nullable LocalDate locked = lockedThrough(survey);
        LocalDate through = lastDay(needs, survey);
        return years(survey).stream()
                .filter(year -> !year.span().first().isAfter(through))
                .filter(year -> !year.span().last().isBefore(needs.start()))
                .filter(year -> locked == null || year.span().last().isAfter(locked))
                .limit(most)
                .sorted(Comparator.comparing(year -> year.span().first()))
                .toList();
    }

    /** Today, or the first day of the next year when this one nears its end. */
    static LocalDate lastDay(Needs needs, FortnoxSurvey survey) {
        @Nullable LocalDate next = nextYearFrom(needs, survey);
        return next == null ? needs.today() : next;
    }

    /** The first day of the next financial year, in the last month of this one: on December 1 for a calendar year. */
    static @Nullable LocalDate nextYearFrom(Needs needs, FortnoxSurvey survey) {
        LocalDate today = needs.today();
        LocalDate last = years(survey).stream()
                .map(Year::span)
                .filter(span -> span.holds(today))
                .map(FinancialYear::last)
                .findFirst()
                .orElse(LocalDate.of(today.getYear(), Month.DECEMBER, 31));
        LocalDate asked = last.plusDays(1).minusMonths(MONTHS_BEFORE_YEAR_END);
        return today.isBefore(asked) ? null : last.plusDays(1);
    }

    /** The last locked day; null when nothing is locked, or it cannot be told. */
    static @Nullable LocalDate lockedThrough(FortnoxSurvey survey) {
        String day = survey.answer(LOCKED)
                .map(answer -> answer.path("LockedPeriod").path("EndDate").asText(""))
                .orElse("");
        return day.matches("\\d{4}-\\d{2}-\\d{2}") ? LocalDate.parse(day) : null;
    }

    /** Orders of profiles that book sales, the newest, that another program may have made invoices for. */
    static List<String> samples(Needs needs) {
        return needs.profiles().stream()
                .filter(profile -> profile.modes().stream().anyMatch(SALES::contains))
                .flatMap(profile -> profile.orders().stream())
                .distinct()
                .limit(SAMPLES)
                .toList();
    }
}
