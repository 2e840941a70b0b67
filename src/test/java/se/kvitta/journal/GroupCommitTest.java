package se.kvitta.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private static final int THREADS = 20;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    /** What each transaction that was committed had changed. */
    private final List<List<String>> committed = new ArrayList<>();

    private List<String> open = new ArrayList<>();
    private int begun;

    private final GroupCommit group = new GroupCommit(this::transaction);

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void oneThatComesAloneIsCommittedWhenItReturns() {
        assertThat(group.commit(change("a"))).isEqualTo("did a");

        assertThat(committed).containsExactly(List.of("a"));
    }

    @Test
    void whatComesWhileOneIsCommittedIsCommittedTogether() throws Exception {
        List<CompletableFuture<String>> all = whileOneIsCommitted(THREADS - 1, this::change);

        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).get(10, TimeUnit.SECONDS)).isEqualTo("did " + i);
        }
        assertThat(committed).as("the first, and the rest together").hasSize(2);
        assertThat(committed.get(0)).containsExactly("first");
        assertThat(committed.get(1)).hasSize(THREADS - 1).doesNotHaveDuplicates();
    }

    @Test
    void oneThatFailsIsUndoneAndThoseBesideItAreCommitted() throws Exception {
        List<CompletableFuture<String>> all =
                whileOneIsCommitted(6, name -> name.equals("3") ? failing(name) : change(name));

        for (int i = 0; i < all.size(); i++) {
            CompletableFuture<String> each = all.get(i);
            if (i == 3) {
                assertThatThrownBy(() -> each.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("no 3");
            } else {
                assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo("did " + i);
            }
        }
        assertThat(committed.stream().flatMap(List::stream))
                .containsExactlyInAnyOrder("first", "0", "1", "2", "4", "5");
    }

    @Test
    void aFaultIsThrownAsItIs() {
        var fault = new AssertionError("the process dies here");

        assertThatThrownBy(() -> group.commit(() -> {
                    throw fault;
                }))
                .isSameAs(fault);
        assertThat(group.commit(change("next"))).isEqualTo("did next");
        assertThat(committed).containsExactly(List.of("next"));
    }

    /** Many that come while the first is in its transaction, each from a thread of its own. */
    private List<CompletableFuture<String>> whileOneIsCommitted(int many, Function<String, Supplier<String>> change)
            throws InterruptedException {
        var inside = new CountDownLatch(1);
        var come = new CountDownLatch(1);
        var others = new ConcurrentLinkedQueue<Thread>();
        CompletableFuture<String> first = CompletableFuture.supplyAsync(
                () -> group.commit(() -> {
                    inside.countDown();
                    await(come);
                    return change("first").get();
                }),
                threads);
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            String name = String.valueOf(i);
            all.add(CompletableFuture.supplyAsync(
                    () -> {
                        others.add(Thread.currentThread());
                        return group.commit(change.apply(name));
                    },
                    threads));
        }
        while (others.size() < many || others.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
        come.countDown();
        assertThat(first.join()).isEqualTo("did first");
        return all;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Supplier<String> change(String name) {
        return () -> {
            open.add(name);
            return "did " + name;
        };
    }

    private Supplier<String> failing(String name) {
        return () -> {
            open.add(name);
            throw new IllegalStateException("no " + name);
        };
    }

    /** One at a time: what it changed is there when it ends well, and is not when it does not. */
    private void transaction(Runnable work) {
        assertThat(++begun).as("transactions at once").isEqualTo(1);
        open = new ArrayList<>();
        try {
            work.run();
            committed.add(open);
        } finally {
            begun--;
        }
    }
}
