package se.kvitta.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Turns come no earlier than their spacing allows, and one tenant's say nothing of another's. */
class PacerTest {

    private final Pacer pacer = new Pacer();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private CompletableFuture<Void> turn(String tenant, Duration spacing) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        pacer.await(tenant, spacing);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }

    @Test
    void spacesTheTurnsOfManyLanesEvenlyAndLetsNoBurstThrough() {
        Duration spacing = Duration.ofMillis(10);
        long began = System.nanoTime();
        CompletableFuture<?>[] turns = new CompletableFuture<?>[20];
        for (int i = 0; i < turns.length; i++) {
            turns[i] = turn("a", spacing);
        }
        CompletableFuture.allOf(turns).join();
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(spacing.toNanos() * (turns.length - 1));
    }

    @Test
    void keepsNoUnusedTurnsForABurstLater() throws InterruptedException {
        Duration spacing = Duration.ofMillis(20);
        pacer.await("a", spacing);
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        long began = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            pacer.await("a", spacing);
        }
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(spacing.toNanos() * 3);
    }

    @Test
    void neverWaitsForAnotherTenant() throws InterruptedException {
        pacer.await("slow", Duration.ofHours(1));
        CompletableFuture<Void> waiting = turn("slow", Duration.ofHours(1));
        for (int i = 0; i < 50; i++) {
            pacer.await("fast", Duration.ofNanos(1));
        }
        assertThat(waiting).isNotDone();
    }

    @Test
    void doesNotWaitWhereThereIsNoLimit() throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            pacer.await("a", Duration.ZERO);
        }
    }
}
