package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.intake.Fetch;
import se.kvitta.intake.FetchedFiles;
import se.kvitta.intake.NotTakenIn;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;

/** Which payouts of a window are to be fetched: those that are complete, and those made by hand, once. */
@Component("stripePayouts")
class StripePayouts {

    /** A payout's rows are complete some hours after it is made; nobody says after how many days at most [?]. */
    private static final Duration LOOK_BACK = Duration.ofDays(14);

    /** A payout that is not complete after so long is told to a person: it must not be forgotten. */
    private static final Duration PATIENCE = Duration.ofDays(7);

    private final FetchedFiles fetched;

    StripePayouts(FetchedFiles fetched) {
        this.fetched = fetched;
    }

    /** Goes through the pages of payouts, the newest first, as Stripe lists them. */
    public static final class Pages {
        private final Fetch fetch;
        private final List<Ready> ready = new ArrayList<>();
        private final List<String> overdue = new ArrayList<>();
        private String after = "";
        private boolean more = true;

        Pages(Fetch fetch) {
            this.fetch = fetch;
        }

        public boolean isMore() {
            return more;
        }

        /** The payouts of the last page that are to be fetched. */
        public List<Ready> getReady() {
            return List.copyOf(ready);
        }

        public String getQuery() {
            long from = fetch.from().minus(LOOK_BACK).getEpochSecond();
            return "limit=100&created%5Bgte%5D=" + from + "&created%5Blt%5D="
                    + fetch.to().getEpochSecond() + after;
        }
    }

    /**
     * A payout whose rows are complete, or are never told.
     *
     * @param key under which it is remembered that it was fetched
     * @param told whether Stripe tells its rows: not of one made by hand
     */
    public record Ready(String id, String key, boolean told) {}

    Pages begin(Fetch fetch) {
        return new Pages(fetch);
    }

    void page(@Body byte[] body, @ExchangeProperty("payouts") Pages pages) throws IOException {
        JsonNode page = StripeCalls.read(body);
        pages.ready.clear();
        String last = "";
        for (JsonNode payout : page.path("data")) {
            last = payout.path("id").asText();
            // A payout is made after what it consists of: one from before the start has nothing of ours.
            if (payout.path("created").asLong() < start(pages.fetch) || isBookedByDay(payout, pages)) {
                continue;
            }
            boolean told = payout.path("automatic").asBoolean();
            if (!told || payout.path("reconciliation_status").asText().equals("completed")) {
                String key = pages.fetch.profile().name() + "/" + last;
                if (!fetched.contains(key)) {
                    pages.ready.add(new Ready(last, key, told));
                }
            } else if (payout.path("created").asLong()
                    < pages.fetch.to().minus(PATIENCE).getEpochSecond()) {
                pages.overdue.add(last);
            }
        }
        pages.more = page.path("has_more").asBoolean() && !last.isEmpty();
        pages.after = "&starting_after=" + last;
    }

    /** Whether a payout is a row of a day: those of the profile's days, and what was made by hand shortly before them. */
    private static boolean isBookedByDay(JsonNode payout, Pages pages) {
        Instant made = Instant.ofEpochSecond(payout.path("created").asLong());
        boolean byHand = !payout.path("automatic").asBoolean();
        return Days.of(pages.fetch.profile())
                .filter(days -> days.covers(made)
                        || (byHand
                                && !days.isBefore(made)
                                && !Stockholm.dayOf(made).isBefore(days.from().minusDays(DayRun.REST_DAYS))))
                .isPresent();
    }

    private static long start(Fetch fetch) {
        return Stockholm.startOf(fetch.profile().start()).getEpochSecond();
    }

    /**
     * Everything that can be taken in has been. Throws {@link NotTakenIn} for payouts whose rows are not complete
     * for long: a person is told, and they are asked for again.
     */
    void end(@ExchangeProperty("payouts") Pages pages) {
        if (!pages.overdue.isEmpty()) {
            throw new NotTakenIn(Reason.of(
                    "PAYOUTS_NOT_COMPLETE",
                    "count",
                    pages.overdue.size(),
                    "payout",
                    pages.overdue.get(0),
                    "days",
                    PATIENCE.toDays()));
        }
    }
}
