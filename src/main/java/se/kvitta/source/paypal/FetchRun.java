package se.kvitta.source.paypal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.ledger.Stockholm;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.OrderTold;

/**
 * One fetch, call by call: searches slice by slice, each read whole before it counts; asks for the PayPal invoices that were
 * paid, and for the balances at both ends of every day that has rows. Then every day that PayPal has served whole is a
 * document. The route makes the calls; what is asked next stands in {@link #getPath} and {@link #getQuery}.
 */
public final class FetchRun {

    private static final Logger LOG = LoggerFactory.getLogger(FetchRun.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** How often a slice is read again that changes while it is read. */
    private static final int PATIENCE = 8;

    /** What is asked for. */
    private enum Step {
        SEARCH,
        INVOICE,
        BALANCE,
        DONE
    }

    /** A row of the slice that is being read. */
    private record Read(SearchRow row, Instant at, String text) {

        String order() {
            return at + " " + row.id() + " " + row.code() + " " + row.amount();
        }
    }

    private final String profile;
    private final LocalDate start;
    private final PayPalWords words;
    private final FetchSettings settings;
    private final Path folder;
    private final Instant to;
    private LocalDate firstDay;
    private DaySpool spool;
    private final Deque<Slice> slices = new ArrayDeque<>();
    private final List<Read> rows = new ArrayList<>();
    private final Deque<String> invoicesToAsk = new ArrayDeque<>();
    private final Map<String, JsonNode> invoices = new HashMap<>();
    private final Deque<LocalDate> balancesToAsk = new ArrayDeque<>();
    private final Map<LocalDate, Map<String, String>> balances = new TreeMap<>();
    private List<OrderTold> orders = List.of();
    private Step step = Step.SEARCH;
    private Instant served;
    private String account = "";
    private int page = 1;
    private int pages;
    private int total;
    private int again;
    private boolean reopened;

    FetchRun(
            String profile,
            LocalDate start,
            LocalDate firstDay,
            Instant to,
            Path folder,
            PayPalWords words,
            FetchSettings settings)
            throws IOException {
        this.profile = profile;
        this.start = start;
        this.firstDay = firstDay;
        this.to = to;
        this.served = to;
        this.folder = folder;
        this.words = words;
        this.settings = settings;
        this.spool = new DaySpool(folder);
        slice();
    }

    /** Whether there is another call to make. */
    public boolean isMore() {
        return step != Step.DONE;
    }

    /** The path of the next call. */
    public String getPath() {
        return switch (step) {
            case SEARCH -> "/v1/reporting/transactions";
            case INVOICE -> "/v2/invoicing/invoices/" + invoicesToAsk.getFirst();
            case BALANCE -> "/v1/reporting/balances";
            case DONE -> throw new IllegalStateException("there is nothing more to ask");
        };
    }

    /** The query of the next call; may be empty. */
    public String getQuery() {
        return switch (step) {
            case SEARCH -> {
                Slice slice = slices.getFirst();
                yield "start_date=" + slice.from() + "&end_date=" + slice.to() + "&fields=all&page_size="
                        + settings.pageSize() + "&page=" + page + "&balance_affecting_records_only=Y";
            }
            case BALANCE ->
                "as_of_time=" + Stockholm.startOf(balancesToAsk.getFirst()).minusSeconds(1);
            case INVOICE, DONE -> "";
        };
    }

    /** What orders consist of, as the answer before told; to be handed over before the next call. */
    public List<OrderTold> getOrders() {
        return orders;
    }

    /** How far PayPal has served; everything before it is known. */
    public Instant getServed() {
        return served;
    }

    /** Days with rows that were served whole; their balances are known when there is nothing more to ask. */
    public List<String> getDays() {
        return wholeDays().stream().map(DaySpool.Key::toString).toList();
    }

    /** The document of a day. */
    File document(String name) throws IOException {
        DaySpool.Key key = wholeDays().stream()
                .filter(one -> one.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no day " + name));
        ObjectNode head = JSON.createObjectNode();
        head.put("kind", FetchedDay.KIND);
        head.put("account", account);
        head.put("currency", key.currency());
        head.put("day", key.day().toString());
        head.set("opening", balance(key.day(), key.currency()));
        head.set("closing", balance(key.day().plusDays(1), key.currency()));
        return spool.write(key, head.toString()).toFile();
    }

    /** Takes the answer to the call. Throws {@link IOException} when PayPal goes on giving answers that cannot be used. */
    void answered(String text) throws IOException {
        orders = List.of();
        JsonNode body = JSON.readTree(text);
        switch (step) {
            case SEARCH -> searched(body);
            case INVOICE -> {
                invoices.put(invoicesToAsk.removeFirst(), body);
                askInvoices();
            }
            case BALANCE -> {
                var of = new LinkedHashMap<String, String>();
                body.path("balances").forEach(one -> of.put(one.path("currency").asText(), one.toString()));
                balances.put(balancesToAsk.removeFirst(), of);
                again = 0;
                step = balancesToAsk.isEmpty() ? Step.DONE : Step.BALANCE;
            }
            case DONE -> throw new IllegalStateException("nothing was asked");
        }
    }

    /** There are too many rows in a slice: it is searched in halves. Answers false when it cannot be divided. */
    boolean halve() {
        if (step != Step.SEARCH || slices.getFirst().isOneSecond()) {
            return false;
        }
        List<Slice> halves = slices.removeFirst().halves();
        slices.addFirst(halves.get(1));
        slices.addFirst(halves.get(0));
        readAgain();
        return true;
    }

    /** PayPal has nothing from here on yet: what was read so far is what is served. Answers false when it is no search. */
    boolean notServedYet() {
        if (step != Step.SEARCH) {
            return false;
        }
        Slice slice = slices.getFirst();
        served = slice.from().isBefore(served) ? slice.from() : served;
        slices.clear();
        rows.clear();
        askBalances();
        return true;
    }

    /** An invoice that PayPal no longer has says nothing; its payment does. Answers false for anything else. */
    boolean notThere() {
        if (step != Step.INVOICE) {
            return false;
        }
        invoicesToAsk.removeFirst();
        try {
            askInvoices();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private void slice() {
        slices.clear();
        Instant from = Stockholm.startOf(firstDay);
        Instant last = Instant.ofEpochSecond(to.getEpochSecond()).minusSeconds(1);
        while (from.isBefore(last)) {
            // Days of 24 hours: a span over the night that has 25 would be too long.
            Instant end = from.plus(Duration.ofDays(settings.windowDays())).minusSeconds(1);
            slices.addLast(new Slice(from, end.isBefore(last) ? end : last));
            from = end.plusSeconds(1);
        }
        step = slices.isEmpty() ? Step.DONE : Step.SEARCH;
    }

    private void searched(JsonNode body) throws IOException {
        Slice slice = slices.getFirst();
        int items = body.path("total_items").asInt();
        if (page == 1) {
            total = items;
            pages = body.path("total_pages").asInt();
        } else if (items != total) {
            retry("has other rows on page " + page + " of " + slice + " than on the pages before");
            return;
        }
        for (JsonNode told : body.path("transaction_details")) {
            var row = new SearchRow(told, words);
            rows.add(new Read(row, row.at(), told.toString()));
        }
        if (page < pages) {
            page++;
            return;
        }
        long different = rows.stream().map(Read::text).distinct().count();
        if (rows.size() != total || different != total) {
            retry("states " + total + " rows of " + slice + " and has " + different);
            return;
        }
        account = body.path("account_number").asText(account);
        serve(slice, body);
        rows.stream()
                .map(read -> read.row().invoice())
                .filter(id -> !id.isEmpty() && !invoices.containsKey(id))
                .distinct()
                .forEach(invoicesToAsk::addLast);
        askInvoices();
    }

    /** PayPal may serve less than was asked for: from there on it is asked again another time. */
    private void serve(Slice slice, JsonNode body) {
        Instant end = time(body, "end_date", slice.to());
        Instant refreshed = time(body, "last_refreshed_datetime", slice.to());
        if (end.isBefore(slice.to()) || refreshed.isBefore(slice.to())) {
            Instant until = end.isBefore(refreshed) ? end : refreshed;
            served = until.isBefore(served) ? until : served;
            while (slices.size() > 1) {
                slices.removeLast();
            }
        }
    }

    private static Instant time(JsonNode body, String field, Instant otherwise) {
        String text = body.path(field).asText("");
        return text.isEmpty() ? otherwise : SearchRow.instant(text);
    }

    private void askInvoices() throws IOException {
        again = 0;
        if (!invoicesToAsk.isEmpty()) {
            step = Step.INVOICE;
            return;
        }
        step = Step.SEARCH;
        keep();
    }

    /** A slice is whole: its rows go to their days. */
    private void keep() throws IOException {
        rows.sort(Comparator.comparing(Read::order));
        Map<String, List<Read>> exchanges = exchanges();
        var entries = new ArrayList<DaySpool.Entry>();
        var told = new ArrayList<OrderTold>();
        @Nullable LocalDate earlier = null;
        for (Read read : rows) {
            LocalDate day = Stockholm.dayOf(read.at());
            if (day.isBefore(firstDay)) {
                earlier = older(read, day, earlier);
                continue;
            }
            var lines = new StringBuilder(read.text());
            @Nullable Read other = counterpart(read, exchanges);
            if (other != null) {
                lines.append("\n{\"counterpart\":").append(other.text()).append('}');
            }
            @Nullable JsonNode invoice = invoices.get(read.row().invoice());
            if (invoice != null) {
                lines.append("\n{\"invoice\":").append(invoice).append('}');
            }
            entries.add(new DaySpool.Entry(
                    new DaySpool.Key(day, read.row().currency().getCurrencyCode()), read.order(), lines.toString()));
            tell(read, invoice, told);
        }
        rows.clear();
        invoices.clear();
        page = 1;
        if (earlier != null && !reopened) {
            reopen(earlier);
            return;
        }
        spool.add(entries);
        orders = told;
        slices.removeFirst();
        if (slices.isEmpty()) {
            askBalances();
        }
    }

    /** A row of a day before the window: one that was reversed since was read with its day; another one is late. */
    private @Nullable LocalDate older(Read read, LocalDate day, @Nullable LocalDate earlier) {
        boolean readBefore = read.row().isReversed();
        boolean reached = !day.isBefore(start) && !day.isBefore(firstDay.minusDays(settings.lateDays()));
        if (!readBefore && reached) {
            return earlier == null || day.isBefore(earlier) ? day : earlier;
        }
        if (!readBefore && !day.isBefore(start)) {
            LOG.warn(
                    "profile {}: PayPal tells of {} on {}, more than {} days before what is read; it is left out",
                    profile,
                    read.row().id(),
                    day,
                    settings.lateDays());
        }
        return earlier;
    }

    /** Rows came that are later than what is read again: everything is read from their day on. */
    private void reopen(LocalDate day) throws IOException {
        LOG.info("profile {}: rows of {} came late; it is read again from there", profile, day);
        reopened = true;
        firstDay = day;
        spool = new DaySpool(folder);
        served = to;
        slice();
    }

    private void tell(Read read, @Nullable JsonNode invoice, List<OrderTold> told) {
        PayPalRow row = read.row().row(1, null, invoice);
        if (!row.moves() || row.amount().isNegative() || !row.code().startsWith("T00")) {
            return;
        }
        List<Basket.Line> lines = new Cart(parse(read.text()), invoice, row.country(), words).lines(row.amount());
        boolean rated = !lines.isEmpty()
                && lines.stream().allMatch(line -> line.kind() != Basket.Kind.GOODS || line.rate() != null);
        if (rated
                && lines.stream().mapToLong(Basket.Line::gross).sum()
                        == row.amount().minor()) {
            told.add(new OrderTold(
                    row.id(),
                    row.id(),
                    new Basket(
                            Basket.StatedBy.PROVIDER,
                            row.amount().currency(),
                            lines,
                            "",
                            null,
                            buyer(parse(read.text()), invoice, row.country()))));
        }
    }

    private static Buyer buyer(JsonNode told, @Nullable JsonNode invoice, String country) {
        if (invoice != null) {
            JsonNode billing = invoice.at("/primary_recipients/0/billing_info");
            JsonNode address = billing.path("address");
            String business = billing.path("business_name").asText("");
            return new Buyer(
                    "",
                    business.isEmpty() ? billing.at("/name/full_name").asText("") : business,
                    billing.path("email_address").asText(""),
                    billing.at("/phones/0/national_number").asText(""),
                    organisation(billing.path("additional_info").asText("")),
                    address.path("address_line_1").asText(""),
                    address.path("address_line_2").asText(""),
                    address.path("postal_code").asText(""),
                    address.path("admin_area_2").asText(""),
                    address.path("country_code").asText(country));
        }
        JsonNode payer = told.path("payer_info");
        JsonNode address = told.at("/shipping_info/address").has("line1")
                ? told.at("/shipping_info/address")
                : payer.path("address");
        return new Buyer(
                payer.path("account_id").asText(""),
                payer.at("/payer_name/alternate_full_name").asText(""),
                payer.path("email_address").asText(""),
                payer.at("/phone_number/national_number").asText(""),
                "",
                address.path("line1").asText(""),
                address.path("line2").asText(""),
                address.path("postal_code").asText(""),
                address.path("city").asText(""),
                address.path("country_code").asText(country));
    }

    /** Merchants write the organisation number there by habit; anything else that stands there is none. */
    private static String organisation(String text) {
        return text.strip().matches("\\d{6}-?\\d{4}") ? text.strip() : "";
    }

    private Map<String, List<Read>> exchanges() {
        var exchanges = new HashMap<String, List<Read>>();
        for (Read read : rows) {
            if (read.row().code().startsWith("T02")) {
                exchanges
                        .computeIfAbsent(exchange(read), first -> new ArrayList<>(2))
                        .add(read);
            }
        }
        return exchanges;
    }

    /** What the two legs of an exchange share: the payment it was made for, else its moment. */
    private static String exchange(Read read) {
        return read.row().reference().isEmpty()
                ? read.at().toString()
                : read.row().reference();
    }

    private static @Nullable Read counterpart(Read read, Map<String, List<Read>> exchanges) {
        if (!read.row().code().startsWith("T02")) {
            return null;
        }
        boolean negative = read.row().amount().isNegative();
        List<Read> others = exchanges.getOrDefault(exchange(read), List.of()).stream()
                .filter(other -> !other.row().currency().equals(read.row().currency()))
                .filter(other -> other.row().amount().isNegative() != negative)
                .toList();
        return others.size() == 1 ? others.get(0) : null;
    }

    private void askBalances() {
        var ends = new TreeSet<LocalDate>();
        for (DaySpool.Key key : wholeDays()) {
            ends.add(key.day());
            ends.add(key.day().plusDays(1));
        }
        balancesToAsk.addAll(ends);
        step = balancesToAsk.isEmpty() ? Step.DONE : Step.BALANCE;
    }

    private SortedSet<DaySpool.Key> wholeDays() {
        LocalDate end = Stockholm.dayOf(served.plusSeconds(1));
        return spool.keys().headSet(new DaySpool.Key(end, ""));
    }

    private JsonNode balance(LocalDate boundary, String currency) {
        String text = balances.getOrDefault(boundary, Map.of()).getOrDefault(currency, "");
        return text.isEmpty() ? JSON.createObjectNode() : parse(text);
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written as JSON is none", e);
        }
    }

    private void readAgain() {
        rows.clear();
        page = 1;
    }

    private void retry(String what) throws IOException {
        if (++again > PATIENCE) {
            throw new IOException("PayPal " + what + ", " + again + " times");
        }
        LOG.info("profile {}: PayPal {}; it is asked again", profile, what);
        if (step == Step.SEARCH) {
            readAgain();
        }
    }
}
