package se.kvitta.journal;

import java.util.ArrayList;
import java.util.List;
import se.kvitta.settlement.NumberPlaces;
import se.kvitta.settlement.OrderReference;

/**
 * Writes down which number each order of a settlement has for its merchant. What the provider stated is kept beside it, so
 * that it can be done anew by another setting.
 */
final class Numbering {

    private static final int BLOCK = 2_000;

    private final Database database;

    Numbering(Database database) {
        this.database = database;
    }

    private record Row(int seq, OrderReference order) {}

    /** @param heldOnly only what waits for a person */
    void number(long settlement, NumberPlaces places, boolean heldOnly) {
        int after = -1;
        List<Row> block = read(settlement, places, heldOnly, after);
        while (!block.isEmpty()) {
            var changed = new ArrayList<Row>();
            for (Row row : block) {
                OrderReference numbered = places.numbered(row.order());
                if (!numbered.equals(row.order())) {
                    changed.add(new Row(row.seq(), numbered));
                }
            }
            write(settlement, changed);
            after = block.get(block.size() - 1).seq();
            block = read(settlement, places, heldOnly, after);
        }
    }

    /** Where the number is where it always is, only those that had another one. */
    private List<Row> read(long settlement, NumberPlaces places, boolean heldOnly, int after) {
        String held = heldOnly
                ? " and exists (select 1 from held_event h where h.settlement_id = e.settlement_id and h.seq = e.seq)"
                : "";
        String numbered = places.places().isEmpty() ? " and e.first_ref is not null" : "";
        return database.sql("""
                        select e.* from event e where e.settlement_id = :id and e.seq > :after%s%s
                        order by e.settlement_id, e.seq limit :block
                        """.formatted(held, numbered))
                .param("id", settlement)
                .param("after", after)
                .param("block", BLOCK)
                .query((row, n) ->
                        new Row(row.getInt("seq"), EventRows.read(row).order()))
                .list();
    }

    private void write(long settlement, List<Row> rows) {
        database.doInTransaction(() -> database.jdbc()
                .batchUpdate(
                        "update event set order_number = ?, first_ref = ? where settlement_id = ? and seq = ?",
                        rows,
                        BLOCK,
                        (row, one) -> {
                            row.setString(1, one.order().number());
                            row.setString(2, one.order().first());
                            row.setLong(3, settlement);
                            row.setInt(4, one.seq());
                        }));
    }
}
