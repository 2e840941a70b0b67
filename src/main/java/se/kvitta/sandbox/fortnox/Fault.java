package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Something that goes wrong with calls whose method and path match.
 *
 * @param method regular expression for the whole method
 * @param path regular expression for the whole raw path, without the query
 * @param times how many calls it strikes at most
 * @param perMille of 1000 matching calls, how many it strikes, drawn from a generator with the seed
 * @param delay how late the answer or the effect is; for SLOW and LATE_EFFECT
 * @param status the HTTP status; for UNAVAILABLE
 * @param executed whether the call takes effect although the answer does not say so; for the kinds that answer
 */
public record Fault(
        Kind kind,
        Pattern method,
        Pattern path,
        int times,
        int perMille,
        long seed,
        Duration delay,
        int status,
        boolean executed) {

    /** What goes wrong. Kinds that cut the connection send no answer at all. */
    public enum Kind {
        /** 500 with code 1000003. */
        SYSTEM_EXCEPTION("system-exception"),
        /** 502, 503 or 504 with a page for people. */
        UNAVAILABLE("unavailable"),
        /** 429, whatever the rate. */
        TOO_MANY_REQUESTS("too-many-requests"),
        /** 401, whatever the token. */
        UNAUTHORIZED("unauthorized"),
        /** The connection is cut and nothing was done. */
        CUT_BEFORE("cut-before"),
        /** It is done, then the connection is cut. */
        LOST_REPLY("lost-reply"),
        /** The connection is cut at once, and it is done later. */
        LATE_EFFECT("late-effect"),
        /** It is done, and the answer comes late. */
        SLOW("slow"),
        /** It is done, and half of the answer's body comes. */
        TRUNCATED("truncated"),
        /** 200 with ErrorInformation in the body. */
        ERROR_IN_200("error-in-200"),
        /** 200 with a page for people. */
        HTML("html");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        @JsonValue
        String label() {
            return label;
        }

        /** Throws {@link IllegalArgumentException} that names the kinds that exist. */
        static Kind labelled(String label) {
            return Arrays.stream(values())
                    .filter(kind -> kind.label.equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no kind of fault '" + label + "'; there are: "
                            + Arrays.stream(values()).map(Kind::label).toList()));
        }
    }

    /** Strikes the next call, whatever it is. */
    public static Fault of(Kind kind) {
        var any = Pattern.compile(".*");
        return new Fault(kind, any, any, 1, 1000, 0, Duration.ofMillis(500), 503, false);
    }

    /** Throws {@link java.util.regex.PatternSyntaxException}. */
    public Fault on(String methodPattern, String pathPattern) {
        return new Fault(
                kind,
                Pattern.compile(methodPattern),
                Pattern.compile(pathPattern),
                times,
                perMille,
                seed,
                delay,
                status,
                executed);
    }

    public Fault times(int calls) {
        return new Fault(kind, method, path, calls, perMille, seed, delay, status, executed);
    }

    /** Strikes until the faults are cleared. */
    public Fault always() {
        return times(Integer.MAX_VALUE);
    }

    /** The same seed strikes the same calls, as long as they come in the same order. */
    public Fault perMille(int newPerMille, long newSeed) {
        return new Fault(kind, method, path, times, newPerMille, newSeed, delay, status, executed);
    }

    public Fault after(Duration newDelay) {
        return new Fault(kind, method, path, times, perMille, seed, newDelay, status, executed);
    }

    public Fault status(int newStatus) {
        return new Fault(kind, method, path, times, perMille, seed, delay, newStatus, executed);
    }

    /** The call takes effect, although the answer says otherwise. */
    public Fault executing() {
        return new Fault(kind, method, path, times, perMille, seed, delay, status, true);
    }

    boolean matches(Call call) {
        return method.matcher(call.method()).matches()
                && path.matcher(call.path()).matches();
    }
}
