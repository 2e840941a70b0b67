package se.kvitta.source.shopify;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import se.kvitta.answers.Answer;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.UnreadableDocument;

/**
 * One balance transaction, whichever API tells it.
 *
 * @param id without what the GraphQL API puts before it
 * @param amount what it does to the balance before its fee
 * @param fee deducted with it; below zero when one is given back
 * @param net as stated
 * @param test whether no money moved
 * @param order the id of its order; empty when it has none
 * @param orderName as a person sees it, such as {@code #1001}; empty when the API does not say
 * @param transaction the id of the order's transaction; empty when it has none
 * @param dispute the id of the dispute it is of; empty when it is of none
 * @param payout the id of the payout it is in; empty when it is in none yet
 */
record Movement(
        String id,
        String type,
        Instant at,
        Money amount,
        Money fee,
        Money net,
        boolean test,
        String order,
        String orderName,
        String transaction,
        String dispute,
        String payout) {

    /** As the GraphQL API tells it. */
    static Movement ofGraph(Answer told) {
        JsonNode node = told.node();
        return new Movement(
                id(told.text("id")),
                told.text("type"),
                instant(told, "transactionDate"),
                money(told, "amount"),
                money(told, "fee"),
                money(told, "net"),
                node.path("test").asBoolean(),
                id(told.in(node.path("associatedOrder")).textOrEmpty("id")),
                told.in(node.path("associatedOrder")).textOrEmpty("name"),
                told.textOrEmpty("sourceOrderTransactionId"),
                told.textOrEmpty("sourceType").equals("DISPUTE") ? told.textOrEmpty("sourceId") : "",
                id(told.in(node.path("associatedPayout")).textOrEmpty("id")));
    }

    /** As the REST API tells it. */
    static Movement ofRest(Answer told) {
        String currency = told.text("currency");
        return new Movement(
                told.text("id"),
                told.text("type"),
                instant(told, "processed_at"),
                told.money("amount", currency),
                told.money("fee", currency),
                told.money("net", currency),
                told.node().path("test").asBoolean(),
                told.textOrEmpty("source_order_id"),
                "",
                told.textOrEmpty("source_order_transaction_id"),
                told.textOrEmpty("source_type").equals("dispute") ? told.textOrEmpty("source_id") : "",
                told.textOrEmpty("payout_id"));
    }

    /** Money as the GraphQL API states it. */
    static Money money(Answer told, String field) {
        Answer money = told.in(told.node().path(field));
        if (!money.node().isObject()) {
            throw told.missing(field);
        }
        return money.money("amount", money.text("currencyCode"));
    }

    /** What stands last in {@code gid://shopify/Order/6001001}. */
    static String id(String global) {
        return global.substring(global.lastIndexOf('/') + 1);
    }

    static Instant instant(Answer told, String field) {
        String text = told.text(field);
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new UnreadableDocument(
                    Reason.of("BAD_DATE", "name", told.document(), "line", told.line(), "text", text), e);
        }
    }
}
