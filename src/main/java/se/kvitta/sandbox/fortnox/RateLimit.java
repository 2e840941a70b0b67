package se.kvitta.sandbox.fortnox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** So many calls in any stretch of time, per program and company. Real time, not the sandbox's clock. */
final class RateLimit {

    private final LongSupplier nanoTime;
    private final Map<String, Deque<Long>> admitted = new HashMap<>();
    private volatile Consumer<String> watcher = caller -> {};
    private int limit;
    private Duration window;

    RateLimit(int limit, Duration window, LongSupplier nanoTime) {
        this.limit = limit;
        this.window = window;
        this.nanoTime = nanoTime;
    }

    synchronized void change(int newLimit, Duration newWindow) {
        limit = newLimit;
        window = newWindow;
    }

    /** Is told the caller of every call that comes, admitted or not. */
    void watch(Consumer<String> newWatcher) {
        watcher = newWatcher;
    }

    /** @param countRefused whether a refused call keeps the next ones out too */
    synchronized boolean admits(String caller, boolean countRefused) {
        watcher.accept(caller);
        long now = nanoTime.getAsLong();
        var calls = admitted.computeIfAbsent(caller, key -> new ArrayDeque<>());
        while (!calls.isEmpty() && now - calls.getFirst() >= window.toNanos()) {
            calls.removeFirst();
        }
        boolean admits = calls.size() < limit;
        if (admits || countRefused) {
            calls.addLast(now);
        }
        return admits;
    }

    /** Whole seconds, at least one, until the window of a caller who is full has moved on. */
    synchronized long windowSeconds() {
        return Math.max(1, window.toSeconds());
    }
}
