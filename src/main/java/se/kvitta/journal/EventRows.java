package se.kvitta.journal;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.VatPart;

/** How an event is written to its row and read back. */
final class EventRows {

    static final String INSERT = """
            insert into event (settlement_id, seq, kind, event_key, order_id, order_number, second_ref, capture_id,
                refund_id, happened_at, ordered_day, amount, currency, original, original_rate, vat, vat_in_books,
                country, detail, waits, source_row, sale_hash, method, subject, first_ref)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** What is found by the id of its order. */
    private static final Set<EventKind> FOUND = EnumSet.of(EventKind.SALE, EventKind.REFUND, EventKind.REFUND_FAILED);

    private EventRows() {}

    static void write(PreparedStatement row, long settlement, int seq, Event event, String profile)
            throws SQLException {
        OrderReference order = event.order();
        row.setLong(1, settlement);
        row.setInt(2, seq);
        row.setString(3, event.kind().name());
        row.setString(4, event.key());
        row.setString(5, order.id());
        row.setString(6, order.number());
        row.setString(7, order.second());
        row.setString(8, order.capture());
        row.setString(9, order.refund());
        row.setObject(10, Database.at(event.at()));
        row.setObject(11, event.ordered());
        row.setLong(12, event.amount().minor());
        row.setString(13, event.amount().currency().getCurrencyCode());
        row.setString(14, event.original() == null ? null : event.original().toString());
        row.setString(15, event.originalRate() == null ? null : rateText(event.originalRate()));
        row.setString(16, VatPart.write(event.vat()));
        row.setString(17, event.vatInBooks() == null ? null : event.vatInBooks().toString());
        row.setString(18, event.country());
        row.setString(19, event.detail());
        row.setString(20, event.waits());
        row.setInt(21, event.row());
        if (FOUND.contains(event.kind()) && !order.id().isEmpty()) {
            row.setLong(22, saleHash(profile, order.id()));
        } else {
            row.setNull(22, Types.BIGINT);
        }
        row.setString(23, event.method());
        row.setString(24, event.subject());
        row.setString(25, order.first());
    }

    static Event read(ResultSet row) throws SQLException {
        @Nullable String original = row.getString("original");
        @Nullable String inBooks = row.getString("vat_in_books");
        return new Event(
                EventKind.valueOf(row.getString("kind")),
                row.getString("event_key"),
                new OrderReference(
                        row.getString("order_id"),
                        row.getString("order_number"),
                        row.getString("second_ref"),
                        row.getString("capture_id"),
                        row.getString("refund_id"),
                        row.getString("first_ref")),
                Database.instant(row, "happened_at"),
                row.getObject("ordered_day", LocalDate.class),
                Money.ofMinor(row.getLong("amount"), Currency.getInstance(row.getString("currency"))),
                original == null ? null : Money.parse(original),
                rate(row.getString("original_rate")),
                VatPart.read(row.getString("vat")),
                inBooks == null ? null : Money.parse(inBooks),
                row.getString("country"),
                row.getString("detail"),
                row.getString("method"),
                row.getString("subject"),
                row.getString("waits"),
                row.getInt("source_row"));
    }

    /** Finds the sales and refunds of an order; two orders may share it, so the order's id is compared as well. */
    static long saleHash(String profile, String orderId) {
        byte[] digest = md5((profile + "/" + orderId).getBytes(StandardCharsets.UTF_8));
        long hash = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            hash = (hash << Byte.SIZE) | (digest[i] & 0xff);
        }
        return hash;
    }

    /** Everything an event says, in one line, for telling whether two deliveries say the same. */
    static String content(Event event) {
        return event.at() + "|" + facts(event);
    }

    /** The same without its time, which some layouts round to the day. */
    static String facts(Event event) {
        return String.join(
                "|",
                event.kind().name(),
                event.key(),
                stated(event.order()),
                String.valueOf(event.ordered()),
                event.amount().toString(),
                String.valueOf(event.original()),
                VatPart.write(event.vat()),
                String.valueOf(event.vatInBooks()),
                event.country(),
                event.detail(),
                event.method(),
                event.subject(),
                String.valueOf(event.waits()));
    }

    /** Without what a merchant has chosen, so that another choice does not make it say something else. */
    private static String stated(OrderReference order) {
        return "OrderReference[id=%s, number=%s, second=%s, capture=%s, refund=%s]"
                .formatted(order.id(), order.firstReference(), order.second(), order.capture(), order.refund());
    }

    /** How many facts an event has beyond what moved, for telling which of two deliveries of the same row says more. */
    static int told(Event event) {
        OrderReference order = event.order();
        int told = event.detail().isEmpty() ? 0 : event.detail().split(" ").length;
        told += event.vat().isEmpty() ? 0 : 1;
        told += event.vatInBooks() == null ? 0 : 1;
        told += event.original() == null ? 0 : 1;
        told += event.ordered() == null ? 0 : 1;
        for (String text : List.of(
                event.country(),
                event.method(),
                event.subject(),
                order.firstReference(),
                order.second(),
                order.capture(),
                order.refund())) {
            told += text.isEmpty() ? 0 : 1;
        }
        return told;
    }

    static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String rateText(ExchangeRate rate) {
        return String.join(
                "|",
                rate.from().toString(),
                rate.to().toString(),
                rate.value().toPlainString(),
                rate.day().toString(),
                rate.source());
    }

    private static @Nullable ExchangeRate rate(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String[] parts = text.split("\\|", 5);
        return new ExchangeRate(
                Currency.getInstance(parts[0]),
                Currency.getInstance(parts[1]),
                new BigDecimal(parts[2]),
                LocalDate.parse(parts[3]),
                parts[4]);
    }
}
