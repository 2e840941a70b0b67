package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FortnoxKillTest {

    private static final String POST = "/3/vouchers?financialyear=6";

    @Test
    void hasEveryVoucherThatItAnsweredForAfterItWasKilled(@TempDir Path directory) throws Exception {
        Queue<String> answered = new ConcurrentLinkedQueue<>();
        try (var child = ChildSandbox.start(directory, "--companies", "ljusbutiken", "--limit", "1000000")) {
            var caller = Caller.of(child.baseUrl(), 704001);
            var writers = IntStream.range(0, 8)
                    .mapToObj(writer -> new Thread(() -> bookUntilCut(caller, writer, answered)))
                    .toList();
            writers.forEach(Thread::start);
            await().atMost(Duration.ofSeconds(30)).until(() -> answered.size() >= 60);
            child.kill();
            for (var writer : writers) {
                writer.join();
            }
        }

        try (var child = ChildSandbox.start(directory, "--companies", "ljusbutiken", "--limit", "1000000")) {
            var caller = Caller.of(child.baseUrl(), 704001);
            var books = Caller.anonymous(child.baseUrl()).get("/sandbox/companies/704001/books");
            var numbers = books.at("/vouchers").findValuesAsText("number");
            assertThat(books.at("/vouchers").findValuesAsText("description")).containsAll(answered);
            assertThat(numbers)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, numbers.size())
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(caller.post(POST, Vouchers.right())
                            .at("/Voucher/VoucherNumber")
                            .asInt())
                    .isEqualTo(numbers.size() + 1);
        }
    }

    private static void bookUntilCut(Caller caller, int writer, Queue<String> answered) {
        for (int i = 0; ; i++) {
            var description = "skrivare " + writer + " nummer " + i + ".";
            try {
                var answer = caller.post(POST, Vouchers.of("KV", "2026-02-13", description, Vouchers.ROWS));
                if (answer.status() != 201) {
                    throw new IllegalStateException(answer.text());
                }
            } catch (UncheckedIOException e) {
                return;
            }
            answered.add(description);
        }
    }

    @Test
    void takesItsOptionsFromTheCommandLine(@TempDir Path directory) throws IOException {
        try (var child = ChildSandbox.start(
                directory,
                "--companies",
                "ljusbutiken,kontanten",
                "--limit",
                "3",
                "--window-ms",
                "600000",
                "--app",
                "shop,s3cret,http://127.0.0.1:1/back",
                "--clock-start",
                "2027-03-04T05:06:07Z",
                "--assume",
                "method-not-allowed=404")) {
            var control = Caller.anonymous(child.baseUrl());
            assertThat(control.get("/sandbox/clock").at("/now").asText()).startsWith("2027-03-04T05:06:");
            assertThat(control.get("/sandbox/companies").json()).hasSize(2);
            assertThat(control.get("/sandbox/assumptions")
                            .at("/method-not-allowed")
                            .asText())
                    .isEqualTo("404");
            var app = new FortnoxSandbox.App("shop", "s3cret", "");
            var token = control.token("grant_type=client_credentials", "704002", app)
                    .at("/access_token")
                    .asText();
            var caller = control.withToken(token);
            assertThat(List.of(1, 2, 3, 4).stream().map(i -> caller.get("/3/me").status()))
                    .containsExactly(200, 200, 200, 429);
        }
    }
}
