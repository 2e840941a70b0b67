package se.kvitta.source.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.kvitta.intake.Fetch;
import se.kvitta.intake.FetchedFiles;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Causes;

/** Which payouts of a window are to be fetched: each once, and again when Klarna states other sums of it. */
@Component("klarnaPayouts")
class KlarnaPayouts {

    private static final Logger LOG = LoggerFactory.getLogger(KlarnaPayouts.class);

    static final String PATH = "/settlements/v1/payouts";

    /** A report that cannot be had so long after its payout is told to a person; the payout itself is in the books. */
    private static final Duration PATIENCE = Duration.ofDays(7);

    private static final int NOT_FOUND = 404;

    private final FetchedFiles fetched;
    private final Duration lookBack;
    private final boolean reports;
    private final int pageSize;

    KlarnaPayouts(
            FetchedFiles fetched,
            @Value("${klarna.api.look-back-days}") int lookBackDays,
            @Value("${klarna.api.reports}") boolean reports,
            @Value("${klarna.api.page-size}") int pageSize) {
        this.fetched = fetched;
        this.lookBack = Duration.ofDays(lookBackDays);
        this.reports = reports;
        this.pageSize = pageSize;
    }

    /** Goes through the pages of payouts. */
    public static final class Pages {
        private final Fetch fetch;
        private final Paging paging;
        private final List<Ready> ready = new ArrayList<>();
        private final List<String> withoutReport = new ArrayList<>();

        /** Whether reports cannot be had at all in this run. */
        private boolean noReports;

        Pages(Fetch fetch, Paging paging) {
            this.fetch = fetch;
            this.paging = paging;
        }

        public boolean isMore() {
            return paging.hasMore();
        }

        public String getPath() {
            return PATH;
        }

        public String getQuery() {
            return paging.query();
        }

        /** The payouts of the last page of which something is to be fetched. */
        public List<Ready> getReady() {
            return List.copyOf(ready);
        }
    }

    /**
     * A payout of which something is to be fetched.
     *
     * @param key under which it is remembered that its rows were fetched; another one when its sums are others
     * @param rows whether its rows are to be fetched
     * @param report whether its report is
     */
    public record Ready(String reference, Instant paid, String key, boolean rows, boolean report) {

        public String reportKey() {
            return key + "/report";
        }
    }

    /** Payouts are asked for by the day they were paid, in UTC; a bare last day would end at its first second. */
    Pages begin(Fetch fetch) {
        LocalDate first = day(fetch.from().minus(lookBack));
        LocalDate start = day(Stockholm.startOf(fetch.profile().start()));
        LocalDate last = day(fetch.to());
        String window = "start_date=" + (first.isBefore(start) ? start : first) + "T00%3A00%3A00Z&end_date=" + last
                + "T23%3A59%3A59Z";
        return new Pages(fetch, new Paging(window, pageSize));
    }

    private static LocalDate day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }

    void page(@Body byte[] body, @ExchangeProperty("payouts") Pages pages) throws IOException {
        JsonNode page = KlarnaCalls.read(body);
        JsonNode payouts = page.path("payouts");
        if (!payouts.isArray()) {
            throw new IOException("the answer is no list of payouts");
        }
        pages.ready.clear();
        for (JsonNode payout : payouts) {
            Ready one = ready(payout, pages);
            if (one.rows() || one.report()) {
                pages.ready.add(one);
            }
        }
        pages.paging.page(page.path("pagination"), payouts.size());
    }

    private Ready ready(JsonNode payout, Pages pages) throws IOException {
        String reference = payout.path("payment_reference").asText("");
        if (reference.isEmpty()) {
            throw new IOException("a payout in the list has no payment_reference");
        }
        Instant paid = paid(payout.path("payout_date").asText(""), reference);
        // A payout consists of what was before it: one from before the start has nothing of ours.
        boolean ours = !Stockholm.dayOf(paid).isBefore(pages.fetch.profile().start());
        String key = pages.fetch.profile().name() + "/" + reference + "/" + hash(payout);
        String report = new Ready(reference, paid, key, false, false).reportKey();
        return new Ready(
                reference,
                paid,
                key,
                ours && !fetched.contains(key),
                ours && reports && !pages.noReports && !fetched.contains(report));
    }

    private static Instant paid(String text, String reference) throws IOException {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IOException("the payout " + reference + " has no usable payout_date");
        }
    }

    /** Of what a payout states: late rows change it. */
    private static String hash(JsonNode payout) {
        try {
            String stated = payout.path("totals")
                    + payout.path("currency_code").asText("")
                    + payout.path("payout_date").asText("");
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(stated.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the report is still to be asked for: not once it is known that Klarna gives none now. */
    boolean wantsReport(@Body Ready payout, @ExchangeProperty("payouts") Pages pages) {
        return payout.report() && !pages.noReports;
    }

    /** A report could not be had: it is asked for again with the next fetch, and keeps nothing back. */
    void withoutReport(
            @Body Ready payout,
            @ExchangeProperty("payouts") Pages pages,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        // One that is not there says nothing of the others; of anything else there is more to come.
        pages.noReports = !(cause instanceof HttpOperationFailedException http && http.getStatusCode() == NOT_FOUND);
        LOG.warn(
                "profile {}: the report of payout {} could not be had: {}",
                pages.fetch.profile().name(),
                payout.reference(),
                Causes.of(cause));
        if (payout.paid().isBefore(pages.fetch.to().minus(PATIENCE))) {
            pages.withoutReport.add(payout.reference() + " (" + Causes.of(cause) + ")");
        }
    }

    /**
     * Everything that can be taken in has been. Throws {@link IllegalStateException} when reports cannot be had for long: a
     * person is told, and they are asked for again.
     */
    void end(@ExchangeProperty("payouts") Pages pages) {
        if (!pages.withoutReport.isEmpty()) {
            throw new IllegalStateException("every payout is taken in, but the CSV reports of "
                    + pages.withoutReport.size() + " cannot be had since more than " + PATIENCE.toDays()
                    + " days; ask Klarna, or set klarna.api.reports=false if none are wanted; such as "
                    + pages.withoutReport.get(0));
        }
    }
}
