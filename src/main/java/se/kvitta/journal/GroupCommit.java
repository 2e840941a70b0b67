package se.kvitta.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commits small changes of many threads together. A commit of the embedded database writes every page it has touched, from
 * the root of each index down, so ten changes in one cost little more than one does. Whose thread comes first commits for
 * all that wait; everybody returns when his change is committed, or throws what it threw.
 */
final class GroupCommit {

    private static final int MOST = 100;

    private final Consumer<Runnable> transaction;
    private final Queue<Change<?>> waiting = new ArrayDeque<>();

    /** Whether a thread commits, or is about to. */
    private boolean led;

    /**
     * Changes are committed by this.
     *
     * @param transaction does something in one transaction of its own, and throws what that throws
     */
    GroupCommit(Consumer<Runnable> transaction) {
        this.transaction = transaction;
    }

    /**
     * Does the work in a transaction that it may share, and answers when that is committed. The work may be done by another
     * thread, and again when a change beside it fails: it does nothing but read and write the database.
     */
    <T> T commit(Supplier<T> work) {
        var change = new Change<>(work);
        if (comesFirst(change) || change.turn.join() == Turn.LEAD) {
            List<Change<?>> group = take();
            try {
                commit(group);
            } finally {
                handOver();
                group.forEach(each -> each.turn.complete(Turn.THROUGH));
            }
        }
        return change.result();
    }

    private synchronized boolean comesFirst(Change<?> change) {
        waiting.add(change);
        if (led) {
            return false;
        }
        led = true;
        return true;
    }

    /** The change of the thread that commits, and those after it. */
    private synchronized List<Change<?>> take() {
        List<Change<?>> group = new ArrayList<>();
        while (group.size() < MOST && !waiting.isEmpty()) {
            group.add(waiting.remove());
        }
        return group;
    }

    private void commit(List<Change<?>> group) {
        try {
            transaction.accept(() -> group.forEach(Change::run));
        } catch (RuntimeException | Error e) {
            if (group.size() == 1) {
                group.get(0).thrown = e;
            } else {
                group.forEach(change -> commit(List.of(change)));
            }
        }
    }

    private synchronized void handOver() {
        @Nullable Change<?> next = waiting.peek();
        if (next == null) {
            led = false;
        } else {
            next.turn.complete(Turn.LEAD);
        }
    }

    private enum Turn {
        LEAD,
        THROUGH
    }

    private static final class Change<T> {
        private final Supplier<T> work;
        private final CompletableFuture<Turn> turn = new CompletableFuture<>();
        private @Nullable T result;
        private @Nullable Throwable thrown;

        Change(Supplier<T> work) {
            this.work = work;
        }

        private void run() {
            result = work.get();
        }

        private T result() {
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
            if (result == null) {
                throw new IllegalStateException("a change answered nothing");
            }
            return result;
        }
    }
}
