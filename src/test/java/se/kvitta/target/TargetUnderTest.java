package se.kvitta.target;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.testing.TestHome;

/**
 * A target as {@link TargetConformance} sees it: its stand-in, the companies in it whose books can be read, and what can be
 * made to go wrong. Everything that differs between targets is said here, and nothing else is.
 */
public interface TargetUnderTest extends AutoCloseable {

    String slug();

    /** What points the service at the stand-in, and the secrets that {@link Company#target} names. */
    Map<String, Object> properties();

    /** Fills the home folder before the service starts: no pacing, unless that is what is tested. */
    void prepare(TestHome home);

    /** The ways in which it is booked in; every law holds for each. */
    List<Way> ways();

    /**
     * Ways in companies whose settings put more into the books than postings have, which takes itself back: what many orders come to
     * must be the same however often calls fail.
     */
    default List<Way> unevenWays() {
        return List.of();
    }

    /** A company with empty books for a merchant of this name. */
    Company newCompany(String merchant, Way way);

    /** Ways that make sales orders, or invoices that are in no books: there is nothing in them for laws about the books. */
    List<Way> orderWays();

    /** What its stand-in can do to a call: everything, unless the target is a folder for files. */
    Set<Trouble> troubles();

    /** Lets something go wrong with the next calls of a kind. Answers the number to ask {@link #struck} for. */
    int strike(Trouble trouble, String call, int times);

    /** Until {@link #calm}, one call in 20 loses its reply and one in 10 is answered with a fault of the server, done or not. */
    void storm(long seed);

    /** How many calls it has struck. */
    int struck(int strike);

    /** Waits until every call that was cut off and takes effect late has taken effect. */
    void arrive();

    /** How often a kind of call was made since {@link #calm}, those too that went wrong. */
    long calls(String call);

    /** Nothing goes wrong any more, connections are taken again, and calls are counted from 0. */
    void calm();

    /** Nobody listens until {@link #calm}. */
    void refuseConnections();

    /** Regular expressions of what must never be told to anybody. */
    List<String> secrets();

    @Override
    void close();

    /** What becomes of a call. */
    enum Trouble {
        /** It takes effect, and the line is cut before the answer. */
        LOST_REPLY(true),
        /** The line is cut at once, and it takes effect later. */
        LATE_EFFECT(true),
        /** It takes effect, and half of the answer comes. */
        TRUNCATED_REPLY(true),
        /** It takes effect, and the answer comes when nobody waits for it any more. */
        SLOW_REPLY(true),
        /** It takes effect, and the answer is a fault of the server. */
        SERVER_FAULT_THOUGH_DONE(true),
        /** The line is cut, and nothing was done. */
        CUT_BEFORE(false),
        /** 500. */
        SERVER_FAULT(false),
        /** 502, 503 or 504. */
        UNAVAILABLE(false),
        /** 200 with a page for people. */
        PAGE_FOR_PEOPLE(false),
        /** 401. */
        UNAUTHORIZED(false),
        /** 429. */
        TOO_MANY_CALLS(false);

        private final boolean done;

        Trouble(boolean done) {
            this.done = done;
        }

        /** Whether the call takes effect although its caller cannot know. */
        public boolean isDone() {
            return done;
        }
    }

    /**
     * One way of booking in the target.
     *
     * @param name of the tests
     * @param profile the lines of a profile that choose it, without indentation
     * @param changes every kind of call that it makes and that changes something
     * @param look the calls that only tell whether the first change took effect
     * @param edited what the person is told when what the first change made is found edited; empty where nobody can edit it
     * @param obstacles what a company can have that makes the target say no
     */
    record Way(
            String name,
            List<String> profile,
            List<Change> changes,
            String look,
            String edited,
            List<Obstacle> obstacles) {

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A kind of call that changes something.
     *
     * @param call as {@link #calls} counts it
     * @param found whether a look-up tells afterwards that it took effect; else it can be made twice without harm
     */
    record Change(String call, boolean found) {}

    /**
     * Something that makes the target say no.
     *
     * @param code of the task
     * @param told what its text says of it
     * @param booked whether the target takes the booking and refuses only the document behind it
     */
    record Obstacle(
            String name, String code, String told, boolean booked, Consumer<Company> raise, Consumer<Company> mend) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** A company in the target. */
    interface Company {

        /** What stands under {@code target:} in its merchant's file, in one line. */
        String target();

        /** Enters what somebody else must have entered before, such as the invoices of a shop; what follows is counted. */
        void expect(List<Posting> planned);

        /** What was entered since {@link #expect} and is in the books. */
        List<Entry> entries();

        /** Sales orders and invoices that are in no books: what each is of, with its marker and without its number. */
        List<String> orders();

        /** Debit less credit in öre per account since {@link #expect}, without accounts that end where they began. */
        Map<String, Long> movements();

        /** What is wrong with the books in themselves, a sentence each: also what was begun and never booked. */
        List<String> faults();

        /** Somebody changes how the one thing that the first change made can be recognised; answers how to undo it. */
        Runnable edit(Posting posting);
    }

    /**
     * Something in the books.
     *
     * @param series as receipts name it
     * @param number as receipts name it
     * @param marker ours; empty where the target keeps none
     * @param rows öre per account, and for accounts of the result with their dimensions: {@code 3001 WEBB}
     * @param documents how many hang on it
     */
    record Entry(String series, String number, String marker, LocalDate date, Map<String, Long> rows, int documents) {}
}
