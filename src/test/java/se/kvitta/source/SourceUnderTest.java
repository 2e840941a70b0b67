package se.kvitta.source;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import se.kvitta.settlement.EventKind;
import se.kvitta.testing.TestHome;

/**
 * A source as {@link SourceConformance} sees it: its stand-in, the accounts at it that money can be made to happen in, and
 * what can go wrong. Everything that differs between sources is said here, and nothing else is.
 */
public interface SourceUnderTest extends AutoCloseable {

    String slug();

    /** What points the service at the stand-in, and the secrets that {@link Account#profile} names. */
    Map<String, Object> properties();

    /** Fills the home folder before the service starts: no pacing, unless that is what is tested. */
    void prepare(TestHome home);

    /** The ways in which it tells of money; every law holds for each. */
    List<Way> ways();

    /** An account at the provider in which nothing has happened. */
    Account newAccount(Way way);

    /** What its stand-in can do to whoever asks it. */
    Set<Trouble> troubles();

    /** Those of them that it has by one of its ways: by all, unless it says otherwise. */
    default Set<Trouble> troubles(Way way) {
        return troubles();
    }

    /** Those of them that can strike a single call by one of its ways. */
    default Set<Trouble> passingTroubles(Way way) {
        return passingTroubles();
    }

    /** Those of its troubles that it can do to one call only, after which all is well. */
    Set<Trouble> passingTroubles();

    /** Lets something go wrong with so many of the next calls; with {@link Integer#MAX_VALUE}, until {@link #calm}. */
    void strike(Trouble trouble, int times);

    /** How many calls, or logins where that is what can be refused, were made since {@link #calm}. */
    long calls();

    /** Nothing goes wrong any more, and calls are counted from 0. */
    void calm();

    /** Regular expressions of what must never be told to anybody. */
    List<String> secrets();

    @Override
    void close();

    /** What becomes of whoever asks. */
    enum Trouble {
        /** A wrong login: 401, or what the protocol has for it. The same tomorrow. */
        UNAUTHORIZED,
        /** 429. */
        TOO_MANY_CALLS,
        /** 500. */
        SERVER_FAULT,
        /** 503. */
        UNAVAILABLE,
        /** The answer comes when nobody waits for it any more. */
        SLOW_REPLY,
        /** Half of the answer comes, and the line is cut. */
        TRUNCATED_REPLY,
        /** 200 with a page for people. */
        PAGE_FOR_PEOPLE
    }

    /**
     * One way in which a source tells of money.
     *
     * @param name of the tests
     * @param rowsOfSeveralPages rows of one payout that need more than one page, or block, or file
     * @param payoutsOfSeveralPages payouts that need more than one page, or file
     */
    record Way(String name, int rowsOfSeveralPages, int payoutsOfSeveralPages) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** An account at the provider. */
    interface Account {

        /** Which source it is of, where a stand-in serves several. */
        default String slug(SourceUnderTest source) {
            return source.slug();
        }

        /** The lines of a profile that reach it, without indentation. */
        List<String> profile();

        /**
         * Lets the payouts happen, with all that they consist of. A payout that was begun is told whole now.
         *
         * @return what the provider says that left it, in minor units per currency; less than the rows add up to where it
         *     keeps a debt
         */
        Map<String, Long> tell(List<Payout> payouts) throws IOException;

        /** The same with only the first so many rows of it for now: the others are late. */
        void begin(Payout payout, int rows) throws IOException;

        /** The same payout as a file that a person can drop in the inbox; empty where there is no such thing. */
        Optional<Path> file(Payout payout, Path folder) throws IOException;

        /** What the provider calls the row of {@link EventKind#OTHER}: a type that nobody has heard of. */
        String unheardOf();
    }

    /**
     * One payout.
     *
     * @param name at most 10 digits; tells it from the account's others
     * @param day the money leaves on, after everything in it
     */
    record Payout(String name, String currency, LocalDate day, List<Row> rows) {

        public Payout {
            rows = List.copyOf(rows);
        }

        /** What the rows add up to. */
        public long amount() {
            return rows.stream().mapToLong(Row::effect).sum();
        }
    }

    /**
     * One thing that happened to money.
     *
     * @param kind {@link EventKind#SALE}, {@link EventKind#REFUND}, {@link EventKind#FEE} of a sale of the same order at the
     *     same time, or {@link EventKind#OTHER}: a row of a type that nobody has heard of, which adds to the money
     * @param order the shop's number of it
     * @param minor minor units, VAT included; positive
     */
    record Row(EventKind kind, String order, Instant at, long minor) {

        long effect() {
            return kind == EventKind.SALE || kind == EventKind.OTHER ? minor : -minor;
        }
    }
}
