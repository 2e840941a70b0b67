package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.intake.Fetch;
import se.kvitta.intake.NotTakenIn;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;

/**
 * One fetch of days, call by call. Stripe tells what a balance is now, and every row: from the newest row back, the balance at
 * every midnight follows. The balance is asked between two looks at the newest row, so that it is the balance after just that
 * row. Rows of payouts that are booked as such are left out on every day; together they add up to nothing. What is asked next
 * stands in {@link #getPath} and {@link #getQuery}; days are Stockholm days.
 */
public final class DayRun {

    private static final Logger LOG = LoggerFactory.getLogger(DayRun.class);

    /** How long before the first day money may have waited that no automatic payout took along [?]. */
    static final int REST_DAYS = 30;

    /** A day is told when it has been over for so long: how late a row is listed is not documented [?]. */
    private static final Duration QUIET = Duration.ofHours(1);

    /** How often the balance is asked again because money moved meanwhile. */
    private static final int PATIENCE = 8;

    private static final String ROWS = "/v1/balance_transactions";

    private enum Step {
        PAYOUTS,
        MEMBERS,
        NEWEST,
        BALANCE,
        STILL,
        ROWS,
        DONE
    }

    /** One day of one balance. */
    private record Key(LocalDate day, String currency) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int byDay = day.compareTo(other.day);
            return byDay != 0 ? byDay : currency.compareTo(other.currency);
        }

        @Override
        public String toString() {
            return day + "-" + currency.toUpperCase(Locale.ROOT);
        }
    }

    /** A day that grows backwards: what the balance was at its ends, and which rows it has. */
    private static final class Day {
        private final long closing;
        private long opening;
        private long rows;
        private long content;

        private Day(long closing) {
            this.closing = closing;
            this.opening = closing;
        }

        private void add(String id, long net) {
            opening = Math.subtractExact(opening, net);
            rows++;
            content = content * 31 + id.hashCode();
            content = content * 31 + Long.hashCode(net);
        }
    }

    private final String profile;
    private final Days days;
    private final Instant to;
    private final LocalDate earliest;
    private final LocalDate start;
    private final Path folder;
    private final List<String> lists;
    private final StripeWords words;
    private final Predicate<String> known;
    private final Deque<String> members = new ArrayDeque<>();
    private final Set<String> leftOut = new HashSet<>();
    private final Map<String, Long> now = new HashMap<>();
    private final Map<String, Long> running = new HashMap<>();
    private final TreeMap<Key, Day> found = new TreeMap<>();
    private LocalDate first;
    private Step step = Step.PAYOUTS;
    private String after = "";
    private String newest = "";
    private JsonNode newestRow = StripeCalls.JSON.createObjectNode();
    private int again;

    /**
     * @param lists the parts of Stripe's balance that rows add up to
     * @param known whether something was remembered: a payout that was fetched, or a balance at a midnight
     */
    DayRun(Fetch fetch, Days days, Path folder, List<String> lists, StripeWords words, Predicate<String> known)
            throws IOException {
        this.profile = fetch.profile().name();
        this.days = days;
        this.to = fetch.to();
        this.start = fetch.profile().start();
        this.earliest = later(start, days.from().minusDays(REST_DAYS));
        this.folder = folder;
        this.lists = lists;
        this.words = words;
        this.known = known;
        LocalDate usual = later(fetch.firstDay(), earliest);
        this.first = known.test(midnight(usual)) ? usual : earliest;
        if (lastDay().isBefore(first) || isOver(usual)) {
            step = Step.DONE;
        }
        clear();
    }

    /** Whether every day was told before, and none of them is asked for any more. */
    private boolean isOver(LocalDate usual) {
        return days.until() != null && !usual.isBefore(days.until()) && known.test(midnight(days.until()));
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }

    /** Forgets every row, and deletes what was kept of them. */
    void clear() throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
        found.clear();
        leftOut.clear();
    }

    /** Whether there is another call to make. */
    public boolean isMore() {
        return step != Step.DONE;
    }

    /** The path of the next call. */
    public String getPath() {
        return switch (step) {
            case PAYOUTS -> "/v1/payouts";
            case BALANCE -> "/v1/balance";
            case MEMBERS, NEWEST, STILL, ROWS -> ROWS;
            case DONE -> throw new IllegalStateException("there is nothing more to ask");
        };
    }

    /** The query of the next call; may be empty. */
    public String getQuery() {
        return switch (step) {
            case PAYOUTS -> {
                Instant end = days.until() == null ? to : Stockholm.startOf(days.until());
                yield "limit=100&created%5Bgte%5D=" + begin() + "&created%5Blt%5D="
                        + (end.isBefore(to) ? end : to).getEpochSecond() + after;
            }
            case MEMBERS -> "payout=" + members.getFirst() + "&limit=100" + after;
            case NEWEST -> "limit=1" + StripeDocuments.EXPAND;
            case STILL -> "limit=1";
            case ROWS -> "created%5Bgte%5D=" + begin() + "&limit=100" + StripeDocuments.EXPAND + after;
            case BALANCE, DONE -> "";
        };
    }

    private long begin() {
        return Stockholm.startOf(first).getEpochSecond();
    }

    /** Takes the answer to the call. Throws {@link NotTakenIn} when the balance never stands still, or no row explains it. */
    void answered(byte[] body) throws IOException {
        JsonNode answer = StripeCalls.read(body);
        switch (step) {
            case PAYOUTS -> payouts(answer);
            case MEMBERS -> members(answer);
            case NEWEST -> newest(answer);
            case BALANCE -> {
                now.clear();
                lists.forEach(list -> answer.path(list)
                        .forEach(one -> now.merge(
                                one.path("currency").asText(),
                                one.path("amount").asLong(),
                                Math::addExact)));
                step = Step.STILL;
            }
            case STILL -> still(answer);
            case ROWS -> rows(answer);
            case DONE -> throw new IllegalStateException("nothing was asked");
        }
    }

    /** Which payouts are booked as such: what is in them is no day's. */
    private void payouts(JsonNode page) {
        for (JsonNode payout : page.path("data")) {
            String id = payout.path("id").asText();
            Instant made = Instant.ofEpochSecond(payout.path("created").asLong());
            boolean before = Stockholm.dayOf(made).isBefore(days.from());
            if (!payout.path("automatic").asBoolean() || !(before || known.test(profile + "/" + id))) {
                continue;
            }
            if (!payout.path("reconciliation_status").asText().equals("completed")) {
                LOG.info("profile {}: its days wait for {}, whose rows are not complete yet", profile, id);
                step = Step.DONE;
                return;
            }
            members.addLast(id);
        }
        if (!next(page)) {
            step = members.isEmpty() ? Step.NEWEST : Step.MEMBERS;
        }
    }

    private void members(JsonNode page) {
        page.path("data").forEach(row -> leftOut.add(row.path("id").asText()));
        if (!next(page)) {
            members.removeFirst();
            step = members.isEmpty() ? Step.NEWEST : Step.MEMBERS;
        }
    }

    /** Whether there is another page, which is asked for then. */
    private boolean next(JsonNode page) {
        JsonNode data = page.path("data");
        boolean more = page.path("has_more").asBoolean() && !data.isEmpty();
        after = more ? "&starting_after=" + last(page) : "";
        return more;
    }

    private static String last(JsonNode page) {
        JsonNode data = page.path("data");
        return data.path(data.size() - 1).path("id").asText();
    }

    private void newest(JsonNode page) {
        newestRow = page.path("data").path(0);
        newest = newestRow.path("id").asText("");
        step = newest.isEmpty() ? Step.DONE : Step.BALANCE;
    }

    private void still(JsonNode page) throws IOException {
        if (!last(page).equals(newest)) {
            if (++again > PATIENCE) {
                throw new NotTakenIn(Reason.of("BALANCE_MOVED", "times", again));
            }
            step = Step.NEWEST;
            return;
        }
        running.clear();
        running.putAll(now);
        after = "&starting_after=" + newest;
        step = Step.ROWS;
        if (newestRow.path("created").asLong() < begin()) {
            end();
        } else {
            take(List.of(newestRow));
        }
    }

    private void rows(JsonNode page) throws IOException {
        var told = new ArrayList<JsonNode>();
        page.path("data").forEach(told::add);
        take(told);
        if (!next(page)) {
            end();
        }
    }

    /** Takes rows, the newest first. */
    private void take(List<JsonNode> told) throws IOException {
        var lines = new TreeMap<Key, StringBuilder>();
        for (JsonNode row : told) {
            String id = row.path("id").asText();
            if (leftOut.contains(id)) {
                continue;
            }
            String currency = row.path("currency").asText();
            long net = row.path("net").asLong();
            var key = new Key(
                    Stockholm.dayOf(Instant.ofEpochSecond(row.path("created").asLong())), currency);
            found.computeIfAbsent(key, none -> new Day(running.getOrDefault(currency, 0L)))
                    .add(id, net);
            running.merge(currency, -net, Math::addExact);
            if (!key.day().isAfter(lastDay())) {
                lines.computeIfAbsent(key, none -> new StringBuilder())
                        .append(row)
                        .append('\n');
            }
        }
        for (Map.Entry<Key, StringBuilder> of : lines.entrySet()) {
            Files.writeString(rows(of.getKey()), of.getValue(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** The last day that is whole, and booked as a day. */
    private LocalDate lastDay() {
        LocalDate whole = Stockholm.dayOf(to.minus(QUIET)).minusDays(1);
        return days.until() == null || whole.isBefore(days.until())
                ? whole
                : days.until().minusDays(1);
    }

    /** What the balances were before the first day must be what they were found to be before. */
    private void end() throws IOException {
        step = Step.DONE;
        for (Map.Entry<String, Long> balance : running.entrySet()) {
            if (begins(balance.getKey(), balance.getValue())) {
                continue;
            }
            if (first.isAfter(earliest)) {
                LOG.info("profile {}: rows before {} have come late; they are read again", profile, first);
                first = later(first.minusDays(REST_DAYS), earliest);
                clear();
                step = Step.PAYOUTS;
                return;
            }
            throw new NotTakenIn(Reason.of(
                    "BALANCE_NOT_EXPLAINED",
                    "day",
                    first,
                    "balance",
                    words.money(balance.getValue(), balance.getKey()),
                    "from",
                    days.from()));
        }
    }

    private boolean begins(String currency, long balance) {
        String midnight = midnight(first) + "/" + currency;
        if (known.test(midnight)) {
            return known.test(midnight + "/" + balance);
        }
        // Before the profile's start everything is possible; else what no payout took along is all there was.
        return balance == 0 || (first.equals(start) && !known.test(midnight(first)));
    }

    private String midnight(LocalDate day) {
        return profile + "/balance/" + day;
    }

    /** Days that are whole and not told as they are now, the oldest first. */
    public List<String> getDocuments() {
        return found.entrySet().stream()
                .filter(one -> !one.getKey().day().isAfter(lastDay()))
                .filter(one -> !known.test(told(one.getKey(), one.getValue())))
                .map(one -> one.getKey().toString())
                .toList();
    }

    private Key key(String name) {
        return found.keySet().stream()
                .filter(one -> one.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no day " + name));
    }

    /** Under which it is remembered that a day was handed over with just these rows. */
    String told(String name) {
        Key key = key(name);
        return told(key, found.getOrDefault(key, new Day(0)));
    }

    private String told(Key key, Day day) {
        return profile + "/day/" + key + "/" + day.rows + "-" + Long.toHexString(day.content);
    }

    /** The document of a day. */
    Path document(String name) throws IOException {
        Key key = key(name);
        Day day = found.getOrDefault(key, new Day(0));
        ObjectNode head = StripeCalls.JSON.createObjectNode();
        head.put("kind", DayReading.KIND);
        head.put("day", key.day().toString());
        head.put("currency", key.currency());
        head.put("opening", day.opening);
        head.put("closing", day.closing);
        Path file = folder.resolve("stripe-" + key + ".jsonl");
        try (Writer out = Files.newBufferedWriter(file);
                var rows = Files.newBufferedReader(rows(key))) {
            out.write(head + "\n");
            rows.transferTo(out);
        }
        Files.delete(rows(key));
        return file;
    }

    private Path rows(Key key) {
        return folder.resolve(key + ".rows");
    }

    /** What is to be remembered of every midnight from the first day to the one after the last: that it is known, and each balance. */
    List<String> midnights() {
        var keys = new ArrayList<String>();
        for (LocalDate day = first; !newest.isEmpty() && !day.isAfter(lastDay().plusDays(1)); day = day.plusDays(1)) {
            keys.add(midnight(day));
            for (String currency : running.keySet()) {
                keys.add(midnight(day) + "/" + currency);
                keys.add(midnight(day) + "/" + currency + "/" + balance(day, currency));
            }
        }
        return keys;
    }

    private long balance(LocalDate midnight, String currency) {
        return found.tailMap(new Key(midnight, "")).entrySet().stream()
                .filter(one -> one.getKey().currency().equals(currency))
                .findFirst()
                .map(one -> one.getValue().opening)
                .orElse(now.getOrDefault(currency, 0L));
    }
}
