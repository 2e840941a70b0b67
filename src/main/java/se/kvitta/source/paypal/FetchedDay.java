package se.kvitta.source.paypal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Statement.Tie;
import se.kvitta.settlement.UnreadableDocument;

/**
 * A day of one balance as it was fetched: lines of JSON. The first says whose day it is, with the balances at its two ends
 * as PayPal answered them; then comes every row of Transaction Search as it was answered. A line {@code counterpart} is the
 * other leg of the exchange before it, and a line {@code invoice} is the PayPal invoice that the row before it paid.
 */
final class FetchedDay implements PayPalDocument {

    /** What the first line calls itself. */
    static final String KIND = "paypal day";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SourceDocument document;
    private final PayPalWords words;
    private final BufferedReader lines;
    private final JsonNode head;
    private final Currency currency;
    private final LocalDate day;
    private @Nullable JsonNode ahead;
    private int line = 1;
    private int row;

    private FetchedDay(SourceDocument document, PayPalWords words, BufferedReader lines) throws IOException {
        this.document = document;
        this.words = words;
        this.lines = lines;
        @Nullable String first = lines.readLine();
        this.head = parse(first == null ? "" : first);
        if (!head.path("kind").asText().equals(KIND)) {
            throw new UnreadableDocument(Reason.of("NOT_A_BALANCE_DAY", "name", document.name()));
        }
        try {
            this.currency = Currency.getInstance(head.path("currency").asText());
            this.day = LocalDate.parse(head.path("day").asText());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UnreadableDocument(Reason.of("NOT_A_BALANCE_DAY", "name", document.name()), e);
        }
        this.ahead = readLine();
    }

    /** Throws {@link UnreadableDocument} when it is nothing that was fetched. */
    static FetchedDay of(SourceDocument document, PayPalWords words) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(
                document.open(),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        try {
            return new FetchedDay(document, words, lines);
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    @Override
    public String account() {
        return head.path("account").asText("");
    }

    @Override
    public Currency currency() {
        return currency;
    }

    @Override
    public LocalDate day() {
        return day;
    }

    @Override
    public Money opening() {
        return balance("opening", "available_balance");
    }

    @Override
    public Money closing() {
        return balance("closing", "available_balance");
    }

    @Override
    public Money openingWithheld() {
        return balance("opening", "withheld_balance");
    }

    @Override
    public Money closingWithheld() {
        return balance("closing", "withheld_balance");
    }

    @Override
    public boolean hasRowBalances() {
        return true;
    }

    @Override
    public List<Tie> ties() {
        return List.of();
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    @Override
    public PayPalRow next() {
        @Nullable JsonNode told = ahead;
        if (told == null) {
            throw new NoSuchElementException();
        }
        row++;
        @Nullable JsonNode counterpart = null;
        @Nullable JsonNode invoice = null;
        for (ahead = readLine(); ahead != null; ahead = readLine()) {
            if (ahead.has("counterpart")) {
                counterpart = ahead.get("counterpart");
            } else if (ahead.has("invoice")) {
                invoice = ahead.get("invoice");
            } else {
                break;
            }
        }
        try {
            return new SearchRow(told, words).row(row, counterpart, invoice);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new UnreadableDocument(
                    Reason.of(
                            "ROW_NOT_READ",
                            "name",
                            document.name(),
                            "row",
                            row,
                            "cause",
                            String.valueOf(e.getMessage())),
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** A balance that PayPal does not tell of is one that has never been used. */
    private Money balance(String end, String field) {
        JsonNode amount = head.path(end).path(field);
        try {
            return amount.isMissingNode() ? Money.zero(currency) : SearchRow.money(amount);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UnreadableDocument(Reason.of("NOT_A_BALANCE_DAY", "name", document.name()), e);
        }
    }

    private @Nullable JsonNode readLine() {
        try {
            for (@Nullable String text = lines.readLine(); text != null; text = lines.readLine()) {
                line++;
                if (!text.isBlank()) {
                    return parse(text);
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UnreadableDocument(Reason.of("BROKEN_TABLE", "name", document.name(), "line", line), e);
        }
    }
}
