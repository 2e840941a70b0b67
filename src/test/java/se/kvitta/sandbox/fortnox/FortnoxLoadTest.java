package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FortnoxLoadTest extends RunningSandbox {

    private static final int CLIENTS = 60;
    private static final int CALLS = 4;

    @Test
    void servesSixtyConnectionsAtOnceWithoutLosingAVoucher() throws Exception {
        var together = new CyclicBarrier(CLIENTS);
        var pool = Executors.newFixedThreadPool(CLIENTS);
        try {
            var results = pool.invokeAll(IntStream.range(0, CLIENTS)
                    .<Callable<Integer>>mapToObj(client -> () -> {
                        together.await();
                        return booked(client);
                    })
                    .toList());
            int booked = 0;
            for (var result : results) {
                booked += result.get();
            }
            assertThat(booked).isEqualTo(CLIENTS * CALLS);
        } finally {
            pool.shutdownNow();
        }

        var numbers = sandbox.company(LJUSBUTIKEN).vouchers().stream()
                .map(Voucher::number)
                .toList();
        assertThat(numbers)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, CLIENTS * CALLS).boxed().toList());
    }

    private int booked(int client) {
        int booked = 0;
        for (int i = 0; i < CALLS; i++) {
            var body = Vouchers.of("KV", "2026-02-13", "klient " + client + " " + i, Vouchers.ROWS);
            var answer = caller.post("/3/vouchers?financialyear=6", body);
            var number = answer.at("/Voucher/VoucherNumber").asText();
            var read = caller.get("/3/vouchers/KV/" + number + "?financialyear=6");
            if (answer.status() == 201 && read.json().equals(answer.json())) {
                booked++;
            }
        }
        return booked;
    }
}
