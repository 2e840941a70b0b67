package se.kvitta.source.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.kvitta.home.Home;
import se.kvitta.source.klarna.KlarnaPayouts.Ready;

/** What is fetched of a payout, as files: its answers joined, first the payout, then every page of its rows; and its report. */
@Component("klarnaFetches")
class KlarnaFetches {

    private final Home home;
    private final int pageSize;

    KlarnaFetches(Home home, @Value("${klarna.api.page-size}") int pageSize) {
        this.home = home;
        this.pageSize = pageSize;
    }

    /** A document of answers that grows. */
    public static final class Answers {
        private final Ready payout;
        private final Path file;
        private final Paging paging;
        private boolean begun;

        Answers(Ready payout, Path file, int pageSize) {
            this.payout = payout;
            this.file = file;
            this.paging = new Paging("payment_reference=" + encoded(payout.reference()), pageSize);
        }

        public boolean isMore() {
            return !begun || paging.hasMore();
        }

        public String getPath() {
            return begun
                    ? "/settlements/v1/transactions"
                    : KlarnaPayouts.PATH + "/" + encoded(payout.reference()).replace("+", "%20");
        }

        public String getQuery() {
            return begun ? paging.query() : "";
        }

        public File getFile() {
            return file.toFile();
        }

        public String getName() {
            return named(payout) + ".json";
        }
    }

    /** Where a report is asked for, and where it is kept until the journal has it. */
    public static final class Report {
        private final Ready payout;
        private final Path file;

        Report(Ready payout, Path file) {
            this.payout = payout;
            this.file = file;
        }

        public String getPath() {
            return "/settlements/v1/reports/payout-with-transactions";
        }

        public String getQuery() {
            return "payment_reference=" + encoded(payout.reference());
        }

        public File getFile() {
            return file.toFile();
        }

        public String getName() {
            return "settlement." + named(payout) + ".csv";
        }
    }

    private static String encoded(String reference) {
        return URLEncoder.encode(reference, StandardCharsets.UTF_8);
    }

    /** A reference is text and could be anything; a file's name may not. */
    private static String named(Ready payout) {
        return payout.reference().replaceAll("[^A-Za-z0-9-]", "_");
    }

    Answers answers(@Body Ready payout, @ExchangeProperty("profile") String profile) throws IOException {
        return new Answers(payout, work(profile, named(payout) + ".json"), pageSize);
    }

    Report report(@Body Ready payout, @ExchangeProperty("profile") String profile) throws IOException {
        return new Report(payout, work(profile, named(payout) + ".csv"));
    }

    private Path work(String profile, String name) throws IOException {
        Path folder = Files.createDirectories(home.folder().resolve("data/work").resolve(profile));
        Path file = folder.resolve(name);
        Files.deleteIfExists(file);
        return Files.createFile(file);
    }

    void append(@Body byte[] body, @ExchangeProperty("answers") Answers answers) throws IOException {
        JsonNode answer = KlarnaCalls.read(body);
        if (answers.begun) {
            if (!answer.path("transactions").isArray()) {
                throw new IOException("the answer is no list of transactions");
            }
            answers.paging.page(
                    answer.path("pagination"), answer.path("transactions").size());
        } else if (!answer.path("totals").isObject()) {
            throw new IOException("the answer is no payout");
        }
        answers.begun = true;
        Files.write(answers.file, body, StandardOpenOption.APPEND);
        Files.writeString(answers.file, "\n", StandardOpenOption.APPEND);
    }

    /**
     * Writes a report to its file as it comes. Throws {@link IOException} when it is empty, a page for people or an answer
     * of another kind.
     */
    void save(Exchange exchange, @ExchangeProperty("report") Report report) throws IOException {
        @Nullable InputStream body = exchange.getMessage().getBody(InputStream.class);
        // Whatever becomes of it, nobody else is to read it: it is not kept in memory.
        exchange.getMessage().setBody(null);
        if (body == null) {
            throw new IOException("the answer is empty");
        }
        try (var in = new PushbackInputStream(body)) {
            int first = in.read();
            if (first < 0 || first == '<' || first == '{') {
                throw new IOException("the answer is no report");
            }
            in.unread(first);
            Files.copy(in, report.file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    void done(@Body File file) throws IOException {
        Files.deleteIfExists(file.toPath());
    }
}
