package se.kvitta.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Stockholm;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.VatPart;

/**
 * Finds the events of a payout in the telling of it that counts: those with the same key, the one that says the same first.
 * Only keys stand in memory, a few bytes an event.
 */
final class Pairing {

    private final Database database;
    private final List<Long> settlements;
    private final Place[] places;
    private final BitSet taken;

    private record Place(long hash, int settlement, int seq) {}

    /** An event of the telling before. */
    record Before(long settlement, int seq, Event event) {}

    private record Candidate(int place, Before before) {}

    Pairing(Database database, List<Long> settlements) {
        this.database = database;
        this.settlements = settlements;
        var all = new ArrayList<Place>();
        for (int i = 0; i < settlements.size(); i++) {
            int at = i;
            database.sql("select seq, event_key from event where settlement_id = :id")
                    .param("id", settlements.get(i))
                    .query(row -> {
                        all.add(new Place(hash(row.getString("event_key")), at, row.getInt("seq")));
                    });
        }
        this.places = all.toArray(Place[]::new);
        Arrays.sort(
                places,
                Comparator.comparingLong(Place::hash)
                        .thenComparingInt(Place::settlement)
                        .thenComparingInt(Place::seq));
        this.taken = new BitSet(places.length);
    }

    /** One answer for each event of a block; an event before is answered once. */
    List<Optional<Before>> match(List<Event> block) {
        Map<Integer, Before> read = read(block);
        var matches = new ArrayList<Optional<Before>>();
        for (Event event : block) {
            Optional<Candidate> best = candidates(event.key()).stream()
                    .filter(place -> !taken.get(place) && read.containsKey(place))
                    .map(place -> new Candidate(place, Objects.requireNonNull(read.get(place))))
                    .filter(candidate -> candidate.before().event().key().equals(event.key()))
                    .min(Comparator.comparing((Candidate candidate) ->
                                    contradicts(candidate.before().event(), event))
                            .thenComparing(candidate ->
                                    !candidate.before().event().at().equals(event.at()))
                            .thenComparing(Candidate::place));
            best.ifPresent(candidate -> taken.set(candidate.place()));
            matches.add(best.map(Candidate::before));
        }
        return matches;
    }

    /** The events before that nothing of what was asked for is. */
    int unmatched() {
        return places.length - taken.cardinality();
    }

    private Map<Integer, Before> read(List<Event> block) {
        var wanted = new HashMap<Integer, List<Integer>>();
        var at = new HashMap<List<Integer>, Integer>();
        for (Event event : block) {
            for (int place : candidates(event.key())) {
                if (!taken.get(place)) {
                    Place one = places[place];
                    if (at.put(List.of(one.settlement(), one.seq()), place) == null) {
                        wanted.computeIfAbsent(one.settlement(), first -> new ArrayList<>())
                                .add(one.seq());
                    }
                }
            }
        }
        var read = new HashMap<Integer, Before>();
        wanted.forEach((settlement, seqs) -> {
            long id = settlements.get(settlement);
            Database.someAtATime(
                    seqs, some -> database.sql("select * from event where (settlement_id, seq) in (:events)")
                            .param("events", Database.pairs(id, some))
                            .query(row -> {
                                int seq = row.getInt("seq");
                                Integer place = Objects.requireNonNull(at.get(List.of(settlement, seq)));
                                read.put(place, new Before(id, seq, EventRows.read(row)));
                            }));
        });
        return read;
    }

    private List<Integer> candidates(String key) {
        long hash = hash(key);
        int low = 0;
        int high = places.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (places[middle].hash() < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        var found = new ArrayList<Integer>();
        for (int place = low; place < places.length && places[place].hash() == hash; place++) {
            found.add(place);
        }
        return found;
    }

    private static long hash(String key) {
        return ByteBuffer.wrap(EventRows.md5(key.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /**
     * Whether two tellings of an event cannot both be true. A layout that says less, or more, contradicts nothing; nor does
     * one that knows only the day; and what waits for a person was not understood.
     */
    static boolean contradicts(Event was, Event now) {
        if (was.waits() != null || now.waits() != null) {
            return false;
        }
        return was.kind() != now.kind()
                || otherAmount(was, now)
                || (isDay(was.at()) == isDay(now.at()) && !was.day().equals(now.day()))
                || differ(was.ordered(), now.ordered())
                || differ(was.original(), now.original())
                || differ(was.vatInBooks(), now.vatInBooks())
                || otherVat(was, now)
                || (!was.country().isEmpty()
                        && !now.country().isEmpty()
                        && !was.country().equals(now.country()));
    }

    /** A layout may state the VAT of a fee beside its rows, and then the row is without it. */
    private static boolean otherAmount(Event was, Event now) {
        if (was.amount().equals(now.amount())) {
            return false;
        }
        boolean oneStatesVat = was.vat().isEmpty() != now.vat().isEmpty();
        return !oneStatesVat
                || was.amount().minor() - was.statedVat() != now.amount().minor() - now.statedVat();
    }

    /** All of the VAT without its rates says less than the same VAT rate by rate. */
    private static boolean otherVat(Event was, Event now) {
        if (was.vat().isEmpty() || now.vat().isEmpty() || was.vat().equals(now.vat())) {
            return false;
        }
        return was.statedVat() != now.statedVat() || !(isWithoutRate(was) || isWithoutRate(now));
    }

    private static boolean isWithoutRate(Event event) {
        return event.vat().stream().anyMatch(part -> part.rate().isZero() && part.vat() != 0);
    }

    private static boolean differ(@Nullable Object was, @Nullable Object now) {
        return was != null && now != null && !was.equals(now);
    }

    private static boolean isDay(Instant at) {
        return at.equals(Stockholm.startOf(Stockholm.dayOf(at)))
                || at.equals(at.atZone(ZoneOffset.UTC)
                        .toLocalDate()
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant());
    }

    /** What is told now, and of what it leaves unsaid, what was told before. */
    static Event merged(Event was, Event now) {
        return new Event(
                now.kind(),
                now.key(),
                merged(was.order().asStated(), now.order().asStated()),
                isDay(now.at()) && now.day().equals(was.day()) ? was.at() : now.at(),
                now.ordered() == null ? was.ordered() : now.ordered(),
                now.amount(),
                now.original() == null ? was.original() : now.original(),
                now.original() == null ? was.originalRate() : now.originalRate(),
                was.amount().equals(now.amount())
                                && (now.vat().isEmpty() || (isWithoutRate(now) && !otherVat(was, now)))
                        ? or(was.vat(), now.vat())
                        : now.vat(),
                now.vatInBooks() == null ? was.vatInBooks() : now.vatInBooks(),
                or(now.country(), was.country()),
                or(now.detail(), was.detail()),
                or(now.method(), was.method()),
                or(now.subject(), was.subject()),
                now.waits(),
                now.row());
    }

    private static OrderReference merged(OrderReference was, OrderReference now) {
        return new OrderReference(
                or(now.id(), was.id()),
                or(now.number(), was.number()),
                or(now.second(), was.second()),
                or(now.capture(), was.capture()),
                or(now.refund(), was.refund()));
    }

    private static List<VatPart> or(List<VatPart> was, List<VatPart> now) {
        return was.isEmpty() ? now : was;
    }

    private static String or(String now, String was) {
        return now.isEmpty() ? was : now;
    }
}
