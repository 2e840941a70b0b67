package se.kvitta.source.klarna;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Currency;
import java.util.Locale;
import java.util.regex.Pattern;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.UnreadableDocument;

/** What texts mean in every document of Klarna. What cannot be read is told with the document's name and line. */
record KlarnaText(String name) {

    /** Klarna's payment references have about ten characters. */
    static final int LONGEST_PAYMENT = 100;

    private static final Pattern OFFSET_WITHOUT_COLON = Pattern.compile("([+-]\\d{2})(\\d{2})$");

    private static final int SHOWN = 30;

    private static final int FIRST_YEAR = 2005;
    private static final int LAST_YEAR = 2100;

    Currency currency(String code, long line) {
        try {
            return Currency.getInstance(code.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UnreadableDocument(Reason.of("CURRENCY_UNKNOWN", "name", name, "line", line, "text", code), e);
        }
    }

    Instant instant(String text, long line) {
        Instant instant = parse(text, line);
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw badDate(text, line);
        }
        return instant;
    }

    /** UTC when it says so or says nothing; a day alone is the Stockholm day. */
    private Instant parse(String text, long line) {
        try {
            if (text.length() <= 10) {
                return Stockholm.startOf(LocalDate.parse(text));
            }
            String iso = text.replace(' ', 'T');
            iso = OFFSET_WITHOUT_COLON.matcher(iso).replaceFirst("$1:$2");
            boolean zoned = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
            return zoned
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw badDate(text, line);
        }
    }

    private UnreadableDocument badDate(String text, long line) {
        return new UnreadableDocument(Reason.of("BAD_DATE", "name", name, "line", line, "text", text));
    }

    UnreadableDocument badAmount(String text, Currency currency, long line, RuntimeException cause) {
        return new UnreadableDocument(
                Reason.of("BAD_AMOUNT", "name", name, "line", line, "text", text, "currency", currency), cause);
    }

    UnreadableDocument severalPayouts(long line) {
        return new UnreadableDocument(Reason.of("SEVERAL_PAYOUTS", "name", name, "line", line));
    }

    static String payment(String reference) {
        if (reference.length() > LONGEST_PAYMENT) {
            throw tooLong(reference, LONGEST_PAYMENT, 1);
        }
        return reference;
    }

    static UnreadableDocument tooLong(String text, int limit, long line) {
        return new UnreadableDocument(Reason.of(
                "REFERENCE_TOO_LONG",
                "line",
                line,
                "text",
                text.substring(0, SHOWN) + "…",
                "length",
                text.length(),
                "limit",
                limit));
    }

    static UnreadableDocument dayMissing(String reference) {
        return new UnreadableDocument(Reason.of("PAYOUT_DAY_MISSING", "reference", reference));
    }

    static UnreadableDocument mixedCurrencies(Currency first, String second, int row) {
        return new UnreadableDocument(Reason.of("MIXED_CURRENCIES", "first", first, "second", second, "row", row));
    }
}
