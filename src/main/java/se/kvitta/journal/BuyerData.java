package se.kvitta.journal;

import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Booking;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Buyer.Data;

/**
 * What the journal holds of buyers: in orders that were told, and in postings, sent or not. When a merchant comes to keep less,
 * the rest is taken out of both. Nothing else of them changes: keys, markers, amounts and rows stay, and so do the documents of
 * providers, which are evidence.
 */
public final class BuyerData {

    /** A JSON text holds something of a buyer. */
    private static final String ANY = "%\"buyer\":{%";

    /** How many postings, and how many orders, are looked through in one transaction. */
    private static final int BLOCK = 500;

    private static final int ORDERS = 100;

    /** By then no node goes by the former choice any more. */
    private static final Duration ONCE_MORE = Duration.ofHours(1);

    private final Database database;

    public BuyerData(Database database) {
        this.database = database;
    }

    /**
     * What may be stored.
     *
     * @param again when it is looked through once more, because another node may have stored by the former choice; null when
     *     that is done
     */
    private record Stored(Set<Data> kept, @Nullable Instant again) {}

    /** So many held more than is kept. */
    public record Removed(int postings, int orders) {}

    /** Whether more may be stored of a merchant's buyers than is chosen now. What is chosen besides is noted. */
    public boolean isMoreThan(String merchant, Set<Data> chosen) {
        Stored stored = stored(merchant);
        if (!stored.kept().containsAll(chosen)) {
            Set<Data> both = EnumSet.noneOf(Data.class);
            both.addAll(chosen);
            both.addAll(stored.kept());
            note(merchant, new Stored(both, stored.again()));
        }
        return !chosen.containsAll(stored.kept());
    }

    /**
     * Takes out what is not chosen any more, block by block, each committed by itself; does nothing when that was done. When it
     * is cut off it begins anew the next time. Only from the merchant's one running job.
     */
    public Removed keepOnly(String merchant, Set<Data> chosen) {
        boolean more = isMoreThan(merchant, chosen);
        @Nullable Instant again = stored(merchant).again();
        boolean due = again != null && !again.isAfter(database.now());
        if (!more && !due) {
            return new Removed(0, 0);
        }
        var removed = new Removed(inPostings(merchant, chosen), inOrders(merchant, chosen));
        // A hash of what is not kept any more leads nowhere; the card that it led to is found by what is kept.
        database.sql("delete from customer_card where merchant = :merchant")
                .param("merchant", merchant)
                .update();
        note(merchant, new Stored(chosen, more ? database.now().plus(ONCE_MORE) : null));
        return removed;
    }

    /** Asked for once: numbers are counted through for all merchants, and most of them may be of others. */
    private int inPostings(String merchant, Set<Data> chosen) {
        List<Long> ids = database.sql("select id from posting where merchant = :merchant and details like :any")
                .param("merchant", merchant)
                .param("any", ANY)
                .query(Long.class)
                .list();
        int changed = 0;
        for (int from = 0; from < ids.size(); from += BLOCK) {
            List<Long> some = ids.subList(from, Math.min(from + BLOCK, ids.size()));
            changed += database.inTransaction(() -> inPostings(some, chosen));
        }
        return changed;
    }

    private int inPostings(List<Long> ids, Set<Data> chosen) {
        Map<Long, String> held = new HashMap<>();
        Database.someAtATime(ids, some -> database.sql("select id, details from posting where id in (:ids)")
                .param("ids", some)
                .query((row, n) -> Map.entry(row.getLong("id"), row.getString("details")))
                .list()
                .forEach(row -> held.put(row.getKey(), row.getValue())));
        int changed = 0;
        for (var entry : held.entrySet()) {
            Booking.@Nullable Invoice invoice = PostingDetails.invoice(entry.getValue());
            Booking.@Nullable Invoice left = invoice == null ? null : invoice.keeping(chosen);
            if (left != null && !left.equals(invoice)) {
                changed += database.sql("update posting set details = :left where id = :id")
                        .param("left", PostingDetails.write(left))
                        .param("id", entry.getKey())
                        .update();
            }
        }
        return changed;
    }

    private int inOrders(String merchant, Set<Data> chosen) {
        int changed = 0;
        List<String> numbers = numbersAfter(merchant, "");
        while (!numbers.isEmpty()) {
            List<String> some = numbers;
            changed += database.inTransaction(() -> inOrders(merchant, some, chosen));
            numbers = numbersAfter(merchant, numbers.get(numbers.size() - 1));
        }
        return changed;
    }

    /** The numbers of some orders that were told, in the order of the database. */
    private List<String> numbersAfter(String merchant, String number) {
        return database.sql("""
                        select order_number from shop_order where merchant = :merchant and order_number > :after
                        order by merchant, order_number limit :block
                        """)
                .param("merchant", merchant)
                .param("after", number)
                .param("block", ORDERS)
                .query(String.class)
                .list();
    }

    /** One row of what was told. */
    private record Told(String number, String part, String by, String basket) {}

    private int inOrders(String merchant, List<String> numbers, Set<Data> chosen) {
        var told = new ArrayList<Told>();
        Database.someAtATime(
                numbers,
                some -> told.addAll(database.sql("""
                                select order_number, part, stated_by, basket from shop_order
                                where (merchant, order_number) in (:orders) and basket like :any
                                """)
                        .param("orders", Database.pairs(merchant, some))
                        .param("any", ANY)
                        .query((row, n) -> new Told(
                                row.getString("order_number"),
                                row.getString("part"),
                                row.getString("stated_by"),
                                row.getString("basket")))
                        .list()));
        int changed = 0;
        for (Told one : told) {
            Basket basket = PostingDetails.basket(one.basket());
            Basket left = basket.keeping(chosen);
            if (!left.equals(basket)) {
                // What was told anew in the meantime was told by the present choice.
                changed += database.sql("""
                                update shop_order set basket = :left where merchant = :merchant and order_number = :number
                                  and part = :part and stated_by = :by and basket = :was
                                """)
                        .param("left", PostingDetails.write(left))
                        .param("merchant", merchant)
                        .param("number", one.number())
                        .param("part", one.part())
                        .param("by", one.by())
                        .param("was", one.basket())
                        .update();
            }
        }
        return changed;
    }

    /** Of a merchant that nothing is noted of, anything may be stored. */
    private Stored stored(String merchant) {
        return database.sql("select kept, again_at from buyer_data where merchant = :merchant")
                .param("merchant", merchant)
                .query((row, n) -> new Stored(data(row.getString("kept")), Database.instantOrNull(row, "again_at")))
                .optional()
                .orElseGet(() -> new Stored(EnumSet.allOf(Data.class), null));
    }

    private static Set<Data> data(String kept) {
        return Arrays.stream(kept.split(" ", -1))
                .filter(name -> !name.isEmpty())
                .map(Data::valueOf)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Data.class)));
    }

    private void note(String merchant, Stored stored) {
        database.doInTransaction(() -> {
            database.sql("delete from buyer_data where merchant = :merchant")
                    .param("merchant", merchant)
                    .update();
            database.sql("""
                            insert into buyer_data (merchant, kept, again_at) values (:merchant, :kept, :again)
                            on conflict do nothing
                            """)
                    .param("merchant", merchant)
                    .param(
                            "kept",
                            stored.kept().stream().map(Data::name).sorted().collect(Collectors.joining(" ")))
                    .param("again", Database.atOrNull(stored.again()), Types.TIMESTAMP_WITH_TIMEZONE)
                    .update();
        });
    }
}
