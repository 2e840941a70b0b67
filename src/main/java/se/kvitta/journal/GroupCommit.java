package se.kvitta.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commits small changes of many threads together. A commit of the embedded database writes every page it has touched, from
 * the root of each index down, so ten changes in one cost little more than one does. Whose thread comes first commits for
 * all that wait; everybody returns when his change is committed, or throws what it threw.
 */
final class GroupCommit {

    /**
     * After a commit for one merchant, the next for another comes no sooner, so that more can join. Where only one merchant
     * is delivered nothing waits.
     */
    private static final Duration APART = Duration.ofMillis(10);

    private static final int MOST = 100;

    private final Consumer<Runnable> transaction;
    private final Queue<Change<?>> waiting = new ConcurrentLinkedQueue<>();

    /** Whoever has it commits; it guards what follows and the outcome of every change. */
    private final ReentrantLock turn = new ReentrantLock();

    private String last = "";
    private long lastAt = System.nanoTime();

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
    <T> T commit(String merchant, Supplier<T> work) {
        var change = new Change<>(merchant, work);
        waiting.add(change);
        turn.lock();
        try {
            while (change.open) {
                gather(merchant);
                commit(take());
            }
            return change.result();
        } finally {
            turn.unlock();
        }
    }

    private void gather(String merchant) {
        long left = lastAt + APART.toNanos() - System.nanoTime();
        if (left > 0 && !merchant.equals(last)) {
            LockSupport.parkNanos(left);
        }
    }

    private List<Change<?>> take() {
        List<Change<?>> group = new ArrayList<>();
        while (group.size() < MOST) {
            @Nullable Change<?> next = waiting.poll();
            if (next == null) {
                break;
            }
            group.add(next);
        }
        return group;
    }

    private void commit(List<Change<?>> group) {
        try {
            transaction.accept(() -> group.forEach(Change::run));
            group.forEach(change -> change.through(null));
        } catch (RuntimeException | Error e) {
            if (group.size() == 1) {
                group.get(0).through(e);
            } else {
                group.forEach(change -> commit(List.of(change)));
            }
        }
        last = group.get(group.size() - 1).merchant;
        lastAt = System.nanoTime();
    }

    private static final class Change<T> {
        private final String merchant;
        private final Supplier<T> work;
        private boolean open = true;
        private @Nullable T result;
        private @Nullable Throwable thrown;

        Change(String merchant, Supplier<T> work) {
            this.merchant = merchant;
            this.work = work;
        }

        private void run() {
            result = work.get();
        }

        private void through(@Nullable Throwable e) {
            thrown = e;
            open = false;
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
