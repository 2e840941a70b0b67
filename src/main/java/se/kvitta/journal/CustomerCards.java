package se.kvitta.journal;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Which customer cards of companies' own buyers have, so that the same buyer has the same card the next time. */
public final class CustomerCards {

    private static final String THE_CARD = " where merchant = :merchant and company = :company and card = :card";

    private final Database database;

    public CustomerCards(Database database) {
        this.database = database;
    }

    /**
     * Whose card it is.
     *
     * @param company which set of books at the target: a merchant that changes it never uses a number of the former
     * @param card the number that a card of ours would have; it follows from the buyer
     */
    public record Key(String merchant, String company, String card) {}

    /** The number of the card that was chosen; empty when none was. */
    public Optional<String> find(Key key) {
        return of("select customer_number from customer_card" + THE_CARD, key)
                .query(String.class)
                .optional();
    }

    /** Keeps the number of the card that was chosen, instead of one that was chosen before. Committed when it returns. */
    public void keep(Key key, String number) {
        database.doInTransaction(() -> {
            forget(key);
            of("""
                            insert into customer_card (merchant, company, card, customer_number, chosen_at)
                            values (:merchant, :company, :card, :number, :now) on conflict do nothing
                            """, key).param("number", number).param("now", database.nowAt()).update();
        });
    }

    /** The card that was chosen is gone. */
    public void forget(Key key) {
        of("delete from customer_card" + THE_CARD, key).update();
    }

    private StatementSpec of(String sql, Key key) {
        return database.sql(sql)
                .param("merchant", key.merchant())
                .param("company", key.company())
                .param("card", key.card());
    }
}
