package se.kvitta.journal;

import java.util.Optional;

/** Whose books at a target a merchant's postings have gone into since the first of them. */
public final class DeliveredTo {

    private final Database database;

    public DeliveredTo(Database database) {
        this.database = database;
    }

    /** The company, as a connection names it; empty before anything was delivered. */
    public Optional<String> company(String merchant, String target) {
        return database.sql("select company from delivered_to where merchant = :merchant and target = :target")
                .param("merchant", merchant)
                .param("target", target)
                .query(String.class)
                .optional();
    }

    /** Something was delivered. Only the first time counts. */
    public void keep(String merchant, String target, String company) {
        database.sql("""
                        insert into delivered_to (merchant, target, company, since)
                        values (:merchant, :target, :company, :now) on conflict do nothing
                        """)
                .param("merchant", merchant)
                .param("target", target)
                .param("company", company)
                .param("now", database.nowAt())
                .update();
    }
}
