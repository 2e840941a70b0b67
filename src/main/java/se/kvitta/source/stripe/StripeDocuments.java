package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.home.Home;
import se.kvitta.source.stripe.StripePayouts.Ready;

/** Joins the answers about one payout to a document: first the payout, then every page of its rows, byte for byte. */
@Component("stripeDocuments")
class StripeDocuments {

    /** What stands behind a row: without it there is no order, country or currency of the buyer. */
    static final String EXPAND = "&expand%5B%5D=data.source&expand%5B%5D=data.source.charge"
            + "&expand%5B%5D=data.source.payment_intent&expand%5B%5D=data.source.charge.payment_intent";

    private final Home home;

    StripeDocuments(Home home) {
        this.home = home;
    }

    /** A document that grows. */
    public static final class Growing {
        private final Ready payout;
        private final Path file;
        private boolean begun;
        private boolean more = true;
        private String after = "";

        Growing(Ready payout, Path file) {
            this.payout = payout;
            this.file = file;
        }

        public boolean isMore() {
            return more;
        }

        public String getPath() {
            return begun ? "/v1/balance_transactions" : "/v1/payouts/" + payout.id();
        }

        public String getQuery() {
            return begun ? "payout=" + payout.id() + "&limit=100" + EXPAND + after : "";
        }

        public File getFile() {
            return file.toFile();
        }

        public String getName() {
            return payout.id() + ".json";
        }

        public String getKey() {
            return payout.key();
        }
    }

    Growing begin(Ready payout, @ExchangeProperty("profile") String profile) throws IOException {
        Path folder = Files.createDirectories(home.folder().resolve("data/work").resolve(profile));
        Path file = folder.resolve(payout.id() + ".json");
        Files.deleteIfExists(file);
        return new Growing(payout, Files.createFile(file));
    }

    void append(@Body byte[] body, @ExchangeProperty("document") Growing document) throws IOException {
        Files.write(document.file, body, StandardOpenOption.APPEND);
        Files.writeString(document.file, "\n", StandardOpenOption.APPEND);
        if (!document.begun) {
            document.begun = true;
            document.more = document.payout.told();
            return;
        }
        JsonNode page = StripeCalls.read(body);
        JsonNode rows = page.path("data");
        document.more = page.path("has_more").asBoolean();
        if (document.more) {
            String last = rows.path(rows.size() - 1).path("id").asText();
            if (last.isEmpty()) {
                throw new IOException("a page of " + document.payout.id() + " has no row and says that there are more");
            }
            document.after = "&starting_after=" + last;
        }
    }

    void end(@ExchangeProperty("document") Growing document) throws IOException {
        Files.deleteIfExists(document.file);
    }
}
