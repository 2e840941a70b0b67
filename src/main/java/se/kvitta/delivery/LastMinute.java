package se.kvitta.delivery;

/**
 * How many calls were made in the last whole minute, counted by the second without making anything new. In the nanoseconds of
 * {@link System#nanoTime}; its lane lets one thread in at a time.
 */
final class LastMinute {

    private static final int SECONDS = 60;
    private static final long SECOND = 1_000_000_000L;

    /** Of the last 60 seconds that are over, and of the one that is not. */
    private final int[] calls = new int[SECONDS + 1];

    private long second;

    LastMinute(long now) {
        second = Math.floorDiv(now, SECOND);
    }

    void count(long now) {
        calls[moveTo(now)]++;
    }

    /** Of the 60 seconds before the one that is not over. */
    int total(long now) {
        int current = moveTo(now);
        int sum = 0;
        for (int i = 0; i < calls.length; i++) {
            sum += i == current ? 0 : calls[i];
        }
        return sum;
    }

    /** Forgets what is older; answers the place of the second that is not over. */
    private int moveTo(long now) {
        long to = Math.floorDiv(now, SECOND);
        for (long passed = Math.max(second + 1, to - SECONDS); passed <= to; passed++) {
            calls[place(passed)] = 0;
        }
        second = Math.max(second, to);
        return place(second);
    }

    private int place(long of) {
        return Math.floorMod(of, calls.length);
    }
}
