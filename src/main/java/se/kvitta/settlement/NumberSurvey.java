package se.kvitta.settlement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the payments of documents say which order they are of: how many have their number by which place of the chain that is set, and for
 * every place that has a text, whether something like an order's number stands there and which pattern takes it. What it
 * remembers does not grow with the payments.
 */
public final class NumberSurvey {

    /** The name of no place: payments without a number. */
    public static final String NOWHERE = "";

    /** Shapes of a place that are told apart; places; numbers that are known to be different. */
    private static final int MOST = 100;

    private static final int MOST_NUMBERS = 1_000;
    private static final int EXAMPLES = 3;

    /** A prefix that shops put before, a number, and what is put behind when a payment is tried again. */
    private static final Pattern ALONE =
            Pattern.compile("([^0-9\\s\"{}\\[\\]:@.]{0,16}?)([0-9]{2,12})(?:([-_|.]).{1,80})?");

    private static final Pattern WHOLE = Pattern.compile("[0-9A-Za-z_.|-]{2,40}");

    private static final Pattern JSON =
            Pattern.compile("\"(?:order_?(?:id|number|no)|orderNumber|orderId)\"\\s*:\\s*\"?([^\",}\\s]{2,40})");
    private static final Pattern IN_WORDS = Pattern.compile(
            "(?i)\\b(?:order|ordernummer|beställning)(?:\\s*(?:nr|no)\\.?)?\\s*[#:]?\\s*([0-9][0-9A-Za-z-]{1,15})");

    /** The same, as a mapping says them: found in a text, or matched by the whole of it. */
    private static final String JSON_SETTING = ".*" + JSON.pattern() + ".*";

    private static final String WORDS_SETTING = "(?i).*\\b" + IN_WORDS.pattern().substring("(?i)\\b".length()) + ".*";

    private final Map<String, Integer> found = new LinkedHashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();
    private int payments;

    /**
     * A place with something like an order's number.
     *
     * @param place as a mapping writes it, such as {@code field: secondReference}
     * @param texts payments that say anything there
     * @param numbers those of them with something like a number of the commonest shape
     * @param different how many of these numbers differ, counted up to a limit
     * @param tellsApart whether payments have numbers of their own there, and not the same few again and again
     * @param pattern what takes the number out of the text
     * @param examples some numbers, and never the text around them
     */
    public record Candidate(
            String place,
            int texts,
            int numbers,
            int different,
            boolean tellsApart,
            String pattern,
            List<String> examples) {

        public Candidate {
            examples = List.copyOf(examples);
        }

        /** The place and its pattern as a line of {@code orderNumber}. */
        public String setting() {
            return "- { " + place + ", pattern: '" + pattern.replace("'", "''") + "' }";
        }
    }

    private static final class Place {
        private final Map<String, Shape> shapes = new TreeMap<>();
        private int texts;
    }

    private static final class Numbers {
        private final Set<String> different = new HashSet<>();
        private final List<String> examples = new ArrayList<>();
        private int count;

        void add(Numbers other) {
            int both = count + other.count;
            other.different.forEach(this::add);
            count = both;
        }

        void add(String number) {
            count++;
            if (different.size() < MOST_NUMBERS && different.add(number) && examples.size() < EXAMPLES) {
                examples.add(number);
            }
        }

        boolean tellApart() {
            return different.size() * 2 >= Math.min(count, MOST_NUMBERS);
        }
    }

    private static final class Shape {
        private final String start;
        private final Set<String> separators = new TreeSet<>();
        private final Numbers inside = new Numbers();
        private final Numbers whole = new Numbers();
        private int texts;

        Shape(String start) {
            this.start = start;
        }

        /** A number, and the whole of what it stands in where that may be the number as well. */
        void add(String number, String all) {
            texts++;
            inside.add(number);
            if (WHOLE.matcher(all).matches()) {
                whole.add(all);
            }
        }

        void add(Shape other) {
            texts += other.texts;
            inside.add(other.inside);
            whole.add(other.whole);
            separators.addAll(other.separators);
        }

        /** A year and what is behind it is one number: {@code 2026-0117}. */
        boolean isWhole() {
            return !inside.tellApart() && whole.tellApart() && whole.count == texts;
        }

        Numbers numbers() {
            return isWhole() ? whole : inside;
        }

        String pattern() {
            if (isWhole()) {
                return "^(" + WHOLE.pattern() + ")$";
            }
            if (start.equals(JSON_SETTING) || start.equals(WORDS_SETTING)) {
                return start;
            }
            String quoted = start.replaceAll("([\\\\^$.|?*+()\\[\\]{}])", "\\\\$1");
            String behind = separators.isEmpty() ? "" : "(?:[" + String.join("", separators) + "].*)?";
            // A hyphen stands first in what is sorted, where it means itself.
            return "^" + quoted + "([0-9]+)" + behind + "$";
        }
    }

    /**
     * Counts one payment.
     *
     * @param foundAt the place of the chain that had its number, or {@link #NOWHERE}
     * @param texts what stands at every place, by the place as a mapping writes it; may be empty
     */
    public void payment(String foundAt, Map<String, String> texts) {
        payments++;
        found.merge(foundAt, 1, Math::addExact);
        texts.forEach((place, text) -> {
            if (!text.isBlank() && (places.containsKey(place) || places.size() < MOST)) {
                look(places.computeIfAbsent(place, first -> new Place()), text.strip());
            }
        });
    }

    /** Counts one payment by the references that every source states, and by the places that a profile has set among them. */
    public void payment(OrderReference order, NumberPlaces set) {
        var texts = new LinkedHashMap<String, String>();
        Reference.STATED.forEach(reference -> texts.put("field: " + reference.word(), reference.of(order.asStated())));
        payment(foundAt(order, set), texts);
    }

    /** Which of the references that every source states has the number, by the places that a profile has set among them. */
    public static String foundAt(OrderReference order, NumberPlaces set) {
        String usual = order.number().isEmpty() ? NOWHERE : Reference.FIRST_REFERENCE.word();
        return set.places().isEmpty() ? usual : set.look(order).at();
    }

    /** Adds what another one has counted. */
    public void add(NumberSurvey other) {
        payments += other.payments;
        other.found.forEach((place, count) -> found.merge(place, count, Math::addExact));
        other.places.forEach((name, theirs) -> {
            if (places.containsKey(name) || places.size() < MOST) {
                Place ours = places.computeIfAbsent(name, first -> new Place());
                ours.texts += theirs.texts;
                theirs.shapes.forEach((start, shape) -> shape(ours, start).ifPresent(mine -> mine.add(shape)));
            }
        });
    }

    public int payments() {
        return payments;
    }

    /** Payments by the place of the chain that has their number, in the order in which the places were met. */
    public Map<String, Integer> found() {
        return new LinkedHashMap<>(found);
    }

    /** Places with something like an order's number, the one that most payments have first. */
    public List<Candidate> candidates() {
        var candidates = new ArrayList<Candidate>();
        places.forEach((name, place) -> best(place)
                .ifPresent(shape -> candidates.add(new Candidate(
                        name,
                        place.texts,
                        shape.texts,
                        shape.numbers().different.size(),
                        shape.numbers().tellApart(),
                        shape.pattern(),
                        shape.numbers().examples))));
        candidates.sort(Comparator.comparing(Candidate::tellsApart)
                .thenComparing(Candidate::numbers)
                .reversed()
                .thenComparing(Candidate::place));
        return candidates;
    }

    private static Optional<Shape> best(Place place) {
        return place.shapes.values().stream().max(Comparator.comparingInt(shape -> shape.texts));
    }

    private static void look(Place place, String text) {
        place.texts++;
        Matcher alone = ALONE.matcher(text);
        if (alone.matches()) {
            shape(place, alone.group(1)).ifPresent(shape -> {
                shape.add(alone.group(2), text);
                if (alone.group(3) != null) {
                    shape.separators.add(alone.group(3));
                }
            });
            return;
        }
        Matcher json = JSON.matcher(text);
        Matcher words = IN_WORDS.matcher(text);
        if (json.find()) {
            shape(place, JSON_SETTING).ifPresent(shape -> shape.add(json.group(1), ""));
        } else if (words.find()) {
            shape(place, WORDS_SETTING).ifPresent(shape -> shape.add(words.group(1), ""));
        }
    }

    private static Optional<Shape> shape(Place place, String start) {
        if (!place.shapes.containsKey(start) && place.shapes.size() >= MOST) {
            return Optional.empty();
        }
        return Optional.of(place.shapes.computeIfAbsent(start, Shape::new));
    }
}
