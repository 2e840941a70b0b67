package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FortnoxFaultTest extends RunningSandbox {

    private static final String POST = "/3/vouchers?financialyear=6";

    private List<Voucher> books() {
        return sandbox.company(LJUSBUTIKEN).vouchers();
    }

    private void arm(Fault.Kind kind) {
        sandbox.fault(Fault.of(kind).on("POST", "/3/vouchers"));
    }

    private void assertCut() {
        assertThatThrownBy(() -> caller.trySend(caller.request(POST)
                        .header("Content-Type", "application/json")
                        .POST(Caller.publisher(Vouchers.right()))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void cutsTheConnectionBeforeAnythingIsDone() {
        arm(Fault.Kind.CUT_BEFORE);

        assertCut();

        assertThat(books()).isEmpty();
        assertThat(caller.post(POST, Vouchers.right()).status()).isEqualTo(201);
        assertThat(sandbox.faultsGiven(Fault.Kind.CUT_BEFORE)).isEqualTo(1);
    }

    @Test
    void losesTheReplyOfACallThatTookEffect() {
        arm(Fault.Kind.LOST_REPLY);

        assertCut();

        assertThat(books()).hasSize(1);
    }

    @Test
    void letsACallTakeEffectAfterTheConnectionWasCut() {
        sandbox.fault(Fault.of(Fault.Kind.LATE_EFFECT).on("POST", "/3/vouchers").after(Duration.ofSeconds(1)));

        assertCut();

        assertThat(books()).isEmpty();
        await().atMost(Duration.ofSeconds(10)).until(() -> books().size() == 1);
    }

    @Test
    void countsALateCallWhenItArrivesAndNotWhenItIsDone() {
        sandbox.fault(Fault.of(Fault.Kind.LATE_EFFECT).after(Duration.ofMillis(100)));
        sandbox.limit(1, Duration.ofHours(1));

        assertCut();

        assertThat(caller.get("/3/accounts").status()).isEqualTo(429);
        await().atMost(Duration.ofSeconds(10)).until(() -> books().size() == 1);
    }

    @Test
    void neverComesWithALateEffectAfterItWasClosed() throws IOException {
        sandbox.fault(Fault.of(Fault.Kind.LATE_EFFECT).after(Duration.ofSeconds(30)));
        assertCut();
        sandbox.close();
        sandbox = FortnoxSandbox.start(options());

        assertThat(books()).isEmpty();
    }

    @Test
    void answersSlowly() {
        sandbox.fault(Fault.of(Fault.Kind.SLOW).after(Duration.ofMillis(200)));

        long started = System.nanoTime();
        assertThat(caller.post(POST, Vouchers.right()).status()).isEqualTo(201);

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void doesNotHoldUpItsEndForASlowAnswer() {
        sandbox.fault(Fault.of(Fault.Kind.SLOW).after(Duration.ofMinutes(10)));
        var waiting = CompletableFuture.runAsync(() -> caller.post(POST, Vouchers.right()));
        await().until(() -> books().size() == 1);

        long started = System.nanoTime();
        sandbox.close();

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(9));
        await().atMost(Duration.ofSeconds(10)).until(waiting::isDone);
    }

    @Test
    void sendsHalfOfTheAnswer() throws IOException {
        arm(Fault.Kind.TRUNCATED);
        assertCut();
        assertThat(books()).hasSize(1);

        sandbox.fault(Fault.of(Fault.Kind.TRUNCATED));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port())) {
            socket.getOutputStream().write("GET /3/me HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var raw = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(raw).startsWith("HTTP/1.1 401").endsWith("{\"message\":\"u");
        }
    }

    @Test
    void answersWhatAFaultSays() {
        arm(Fault.Kind.SYSTEM_EXCEPTION);
        var broken = caller.post(POST, Vouchers.right());
        arm(Fault.Kind.ERROR_IN_200);
        var error = caller.post(POST, Vouchers.right());
        arm(Fault.Kind.HTML);
        var page = caller.post(POST, Vouchers.right());
        arm(Fault.Kind.TOO_MANY_REQUESTS);
        var tooMany = caller.post(POST, Vouchers.right());
        arm(Fault.Kind.UNAUTHORIZED);
        var unauthorized = caller.post(POST, Vouchers.right());
        sandbox.fault(Fault.of(Fault.Kind.UNAVAILABLE).status(502));
        var unavailable = caller.post(POST, Vouchers.right());

        assertThat(broken.status()).isEqualTo(500);
        assertThat(broken.code()).isEqualTo(1000003);
        assertThat(error.status()).isEqualTo(200);
        assertThat(error.code()).isEqualTo(1000003);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(tooMany.status()).isEqualTo(429);
        assertThat(unauthorized.text()).isEqualTo("{\"message\":\"unauthorized\"}");
        assertThat(unavailable.status()).isEqualTo(502);
        assertThat(books()).isEmpty();
        assertThat(sandbox.answers(429)).isEqualTo(1);
    }

    @Test
    void mayDoWhatItSaysItCouldNot() {
        sandbox.fault(Fault.of(Fault.Kind.SYSTEM_EXCEPTION).executing());

        assertThat(caller.post(POST, Vouchers.right()).status()).isEqualTo(500);
        assertThat(books()).hasSize(1);
    }

    @Test
    void strikesOnlyWhatMatchesAndOnlySoManyTimes() {
        sandbox.fault(Fault.of(Fault.Kind.SYSTEM_EXCEPTION)
                .on("GET|PUT", "/3/accounts.*")
                .times(2));

        assertThat(caller.post(POST, Vouchers.right()).status()).isEqualTo(201);
        assertThat(caller.get("/3/accounts/1930").status()).isEqualTo(500);
        assertThat(caller.get("/3/accounts?limit=1").status()).isEqualTo(500);
        assertThat(caller.get("/3/accounts?limit=1").status()).isEqualTo(200);
    }

    @Test
    void strikesByChanceTheSameCallsForTheSameSeed() {
        var first = struck(7);
        var second = struck(7);

        assertThat(first).isEqualTo(second).contains(true, false);
        assertThat(struck(8)).isNotEqualTo(first);
    }

    private List<Boolean> struck(long seed) {
        sandbox.clearFaults();
        sandbox.fault(Fault.of(Fault.Kind.SYSTEM_EXCEPTION).always().perMille(300, seed));
        var struck = new ArrayList<Boolean>();
        for (int i = 0; i < 40; i++) {
            struck.add(caller.get("/3/accounts/1930").status() == 500);
        }
        return struck;
    }
}
