package se.kvitta.journal;

import java.util.Arrays;

/**
 * Which event keys come more than once, by their hashes: four bytes per event while the keys are read, and then next to
 * nothing, because few keys come again. A key that shares its hash with another passes for one that may.
 */
final class RepeatedKeys {

    private static final int BLOCK = 10_000;

    private int[] hashes = new int[BLOCK];
    private int count;

    private RepeatedKeys() {}

    /** @param only a condition on the events {@code e} of the settlement that are asked for, beginning with "and" */
    static RepeatedKeys read(Database database, long settlement, String only) {
        var keys = new RepeatedKeys();
        int[] last = {-1};
        int before;
        do {
            before = keys.count;
            database.sql("select e.seq, e.event_key from event e where e.settlement_id = :id and e.seq > :after" + only
                            + " order by e.settlement_id, e.seq limit :block")
                    .param("id", settlement)
                    .param("after", last[0])
                    .param("block", BLOCK)
                    .query(row -> {
                        last[0] = row.getInt("seq");
                        keys.add(row.getString("event_key"));
                    });
        } while (keys.count - before == BLOCK);
        keys.keepRepeated();
        return keys;
    }

    private void add(String key) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
        }
        hashes[count++] = key.hashCode();
    }

    private void keepRepeated() {
        Arrays.sort(hashes, 0, count);
        int kept = 0;
        for (int i = 1; i < count; i++) {
            boolean repeated = hashes[i] == hashes[i - 1];
            if (repeated && (kept == 0 || hashes[kept - 1] != hashes[i])) {
                hashes[kept++] = hashes[i];
            }
        }
        hashes = Arrays.copyOf(hashes, kept);
        count = kept;
    }

    /** False only when the key comes once. */
    boolean mayHold(String key) {
        return Arrays.binarySearch(hashes, key.hashCode()) >= 0;
    }
}
