package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.home.Home;
import se.kvitta.intake.Fetch;
import se.kvitta.intake.FetchedFiles;
import se.kvitta.intake.NotTakenIn;
import se.kvitta.merchant.Merchants;
import se.kvitta.reason.Reason;

/** The days of a balance, for profiles whose payouts are made by hand: what the route asks between its calls. */
@Component("stripeDays")
class StripeDays {

    private final Home home;
    private final Merchants merchants;
    private final FetchedFiles fetched;

    StripeDays(Home home, Merchants merchants, FetchedFiles fetched) {
        this.home = home;
        this.merchants = merchants;
        this.fetched = fetched;
    }

    /**
     * Whether a profile has days. Throws {@link NotTakenIn} when it had some that its setting does not name any more: what
     * they told would be told by payouts again.
     */
    boolean concerns(@ExchangeProperty("fetch") Fetch fetch) {
        String name = fetch.profile().name();
        var days = Days.of(fetch.profile());
        boolean begun = fetched.contains(begun(name));
        if (begun
                && days.filter(now -> fetched.contains(begun(name) + "/" + now.from()))
                        .isEmpty()) {
            throw new NotTakenIn(Reason.of(
                    "BALANCE_DAYS_CHANGED",
                    "from",
                    days.map(now -> String.valueOf(now.from())).orElse("–")));
        }
        return days.isPresent();
    }

    private static String begun(String profile) {
        return profile + "/by-day";
    }

    DayRun begin(@ExchangeProperty("fetch") Fetch fetch) throws IOException {
        String name = fetch.profile().name();
        var lists = new ArrayList<String>();
        JsonNode mapping = merchants.requireSource("stripe").raw();
        mapping.path("balance").forEach(list -> lists.add(list.asText()));
        Path folder = home.folder().resolve("data/work").resolve(name).resolve("stripe-days");
        return new DayRun(
                fetch,
                Days.of(fetch.profile()).orElseThrow(),
                folder,
                lists,
                new StripeWords(mapping),
                fetched::contains);
    }

    void answered(@Body byte[] body, @ExchangeProperty("days") DayRun run) throws IOException {
        run.answered(body);
    }

    /** The document of one day, as the file that is handed over. */
    File document(
            @Body String day,
            @ExchangeProperty("days") DayRun run,
            @ExchangeProperty("fetch") Fetch fetch,
            Exchange exchange)
            throws IOException {
        String begun = begun(fetch.profile().name());
        for (String key : List.of(
                begun, begun + "/" + Days.of(fetch.profile()).orElseThrow().from())) {
            fetched.add(key);
        }
        File file = run.document(day).toFile();
        exchange.getMessage().setHeader(Exchange.FILE_NAME_ONLY, file.getName());
        exchange.setProperty("day", run.told(day));
        return file;
    }

    /** A day is in the journal. */
    void handedOver(@ExchangeProperty("day") String day) {
        fetched.add(day);
    }

    /** All days are in the journal: the balances at their ends are what the next fetch must find again. */
    void end(@ExchangeProperty("days") DayRun run) throws IOException {
        run.midnights().stream().filter(key -> !fetched.contains(key)).forEach(fetched::add);
        run.clear();
    }
}
