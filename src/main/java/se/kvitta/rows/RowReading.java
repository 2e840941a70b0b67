package se.kvitta.rows;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;
import se.kvitta.rows.RowMapping.Column;
import se.kvitta.rows.RowMapping.Fact;
import se.kvitta.rows.RowMapping.Meaning;
import se.kvitta.rows.RowMapping.Place;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.Layout;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.Statement;
import se.kvitta.settlement.Statement.Tie;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.settlement.VatPart;

/** The events of one document: of every row what it tells and its fee, and those that lines beside the rows tell of. */
final class RowReading implements Reading {

    private static final int LONGEST_REFERENCE = 100;
    private static final int LONGEST_ACCOUNT = 64;

    /** Texts that are only shown; the journal keeps no more of them. */
    private static final int SHOWN = 120;

    private static final int SHOWN_METHOD = 40;

    /** Stated VAT may differ from the computed by this many minor units. */
    private static final long STATED_TOLERANCE = 1;

    private final RowFile file;
    private final RowMapping mapping;
    private final RowFile.Rows rows;
    private final Map<Fact, String> inRows = new EnumMap<>(Fact.class);
    private final Map<String, Long> sums = new HashMap<>();
    private final Deque<Event> ready = new ArrayDeque<>();
    private long net;
    private boolean ended;

    RowReading(RowFile file, RowMapping mapping) throws IOException {
        this.file = file;
        this.mapping = mapping;
        this.rows = file.rows();
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !ended) {
            if (rows.next()) {
                row();
            } else {
                ended = true;
                end();
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public Event next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.removeFirst();
    }

    @Override
    public Layout layout() {
        return file.layout();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    private void row() {
        List<String> words = mapping.names(Column.TYPE).stream()
                .map(rows::cell)
                .filter(word -> !word.isEmpty())
                .toList();
        Map.Entry<String, Meaning> type = words.stream()
                .map(mapping::type)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new UnreadableDocument(Reason.of(
                        "UNKNOWN_ROW",
                        "row",
                        rows.number(),
                        "words",
                        words(),
                        "order",
                        rows.text(Column.NUMBER),
                        "amount",
                        shownAmount(),
                        "day",
                        rows.text(Column.AT))));
        mapping.place(Fact.REFERENCE).ifPresent(place -> note(Fact.REFERENCE, place));
        mapping.place(Fact.DAY).ifPresent(place -> note(Fact.DAY, place));
        mapping.place(Fact.ACCOUNT).ifPresent(place -> note(Fact.ACCOUNT, place));
        mapping.place(Fact.PAYOUT).ifPresent(place -> note(Fact.PAYOUT, place));
        Currency currency = rowCurrency();
        Meaning meaning = type.getValue();
        long amount = minor(Column.AMOUNT, currency);
        long effect = mapping.unsigned() && meaning.plus() == null ? Math.negateExact(amount) : amount;
        long feeVat = minor(Column.FEEVAT, currency);
        long cost = Math.addExact(minor(Column.FEE, currency), feeVat);
        long feeEffect = mapping.positiveCosts() ? Math.negateExact(cost) : cost;
        checkNet(Math.addExact(effect, feeEffect), currency);
        count(type.getKey(), currency);
        boolean feeApart = !meaning.whole() && feeEffect != 0;
        if (meaning.whole()) {
            effect = Math.addExact(effect, feeEffect);
        }
        if (effect != 0 || !feeApart) {
            EventKind kind = kind(meaning, effect);
            Event.Builder event = event(kind, effect, currency).waits(meaning.waits());
            boolean fee = kind == EventKind.FEE || kind == EventKind.FEE_REFUND;
            ready.add(event.vat(fee ? feeVat(feeVat) : saleVat(Math.abs(effect), currency))
                    .build());
        }
        if (feeApart) {
            EventKind kind = feeEffect < 0 ? EventKind.FEE : EventKind.FEE_REFUND;
            ready.add(event(kind, feeEffect, currency).vat(feeVat(feeVat)).build());
        }
    }

    /** With its currency, if it is an amount at all. */
    private String shownAmount() {
        String text = rows.text(Column.AMOUNT);
        try {
            Currency currency = rowCurrency();
            return Money.ofMinor(file.minor(text, currency, rows.line()), currency)
                    .toString();
        } catch (UnreadableDocument e) {
            return text;
        }
    }

    private String words() {
        return rows.text(Column.TYPE);
    }

    /** A fact that every row repeats: it must be the same in all of them. */
    private void note(Fact fact, Place place) {
        if (!place.columns().isEmpty()) {
            String text = rows.join(place.columns(), "-");
            @Nullable String first = inRows.putIfAbsent(fact, text);
            if (first != null && !first.equals(text)) {
                throw new UnreadableDocument(Reason.of("SEVERAL_PAYOUTS", "name", file.name(), "line", rows.line()));
            }
        }
    }

    private Currency rowCurrency() {
        Place place = mapping.place(Fact.CURRENCY).orElseThrow();
        if (place.columns().isEmpty()) {
            return currency();
        }
        String code = rows.join(place.columns(), "-");
        @Nullable String first = inRows.putIfAbsent(Fact.CURRENCY, code);
        if (first != null && !first.equalsIgnoreCase(code)) {
            throw new UnreadableDocument(
                    Reason.of("MIXED_CURRENCIES", "first", first, "second", code, "row", rows.number()));
        }
        return file.currency(code, rows.line());
    }

    /** An empty cell is nothing, except where the amount itself must stand. */
    private long minor(Column column, Currency currency) {
        String text = rows.text(column);
        return text.isEmpty() && column != Column.AMOUNT ? 0 : file.minor(text, currency, rows.line());
    }

    /** What a row states as its net must be what its amount and fee come to. */
    private void checkNet(long counted, Currency currency) {
        if (mapping.has(Column.NET)) {
            long stated = file.minor(rows.text(Column.NET), currency, rows.line());
            if (stated != counted) {
                throw new UnreadableDocument(Reason.of(
                        "ROW_DOES_NOT_ADD_UP",
                        "row",
                        rows.number(),
                        "words",
                        words(),
                        "stated",
                        Money.ofMinor(stated, currency),
                        "counted",
                        Money.ofMinor(counted, currency)));
            }
            net = Math.addExact(net, stated);
        }
    }

    private void count(String type, Currency currency) {
        mapping.sums().forEach((label, sum) -> {
            if (sum.types().isEmpty() || sum.types().contains(type)) {
                sums.merge(label, minor(sum.of(), currency), Math::addExact);
            }
        });
    }

    private EventKind kind(Meaning meaning, long effect) {
        @Nullable EventKind plus = meaning.plus();
        @Nullable EventKind minus = meaning.minus();
        @Nullable EventKind kind = effect > 0 ? plus : effect < 0 ? minus : plus == null ? minus : plus;
        if (kind == null) {
            throw new UnreadableDocument(Reason.of(
                    "UNEXPECTED_SIGN", "row", rows.number(), "words", words(), "amount", rows.text(Column.AMOUNT)));
        }
        return kind;
    }

    private Event.Builder event(EventKind kind, long effect, Currency currency) {
        // The effect of a positive amount tells the sign of the kind.
        boolean plus = kind.effectOf(Money.ofMinor(1, currency)).minor() > 0;
        Money amount = Money.ofMinor(plus ? effect : Math.negateExact(effect), currency);
        String key = kind + "|" + rows.join(mapping.names(Column.KEY), "|");
        String ordered = rows.text(Column.ORDERED);
        @Nullable LocalDate orderDay = ordered.isEmpty() ? null : Stockholm.dayOf(file.instant(ordered, rows.line()));
        return Event.of(
                        kind,
                        RowFile.kept(key, Event.MAX_TEXT, rows.line()),
                        file.instant(rows.text(Column.AT), rows.line()),
                        amount)
                .order(new OrderReference(
                        reference(Column.ID),
                        reference(Column.NUMBER),
                        reference(Column.SECOND),
                        reference(Column.CAPTURE),
                        reference(Column.REFUND)))
                .ordered(orderDay)
                .country(country())
                .detail(cut(words(), SHOWN))
                .method(cut(rows.text(Column.METHOD), SHOWN_METHOD))
                .row(rows.number());
    }

    private String reference(Column column) {
        return RowFile.kept(rows.text(column), Event.MAX_TEXT, rows.line());
    }

    private String country() {
        String country = rows.text(Column.COUNTRY).toUpperCase(Locale.ROOT);
        return country.length() == 2 ? country : "";
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(length, text.length()));
    }

    /** VAT that is stated without its rate, for fees. */
    private List<VatPart> feeVat(long vat) {
        return mapping.has(Column.FEEVAT) ? List.of(new VatPart(VatRate.ZERO, Math.abs(vat))) : List.of();
    }

    /** The stated VAT of a sale or refund, with the only rate that explains it; without a rate where there is not one. */
    private List<VatPart> saleVat(long gross, Currency currency) {
        if (rows.text(Column.VAT).isEmpty()) {
            return List.of();
        }
        long vat = Math.abs(file.minor(rows.text(Column.VAT), currency, rows.line()));
        List<VatRate> explaining = mapping.vatRates().stream()
                .filter(rate -> !rate.isZero() && vat != 0)
                .filter(rate -> Math.abs(rate.vatInside(gross) - vat) <= STATED_TOLERANCE)
                .toList();
        return List.of(new VatPart(explaining.size() == 1 ? explaining.get(0) : VatRate.ZERO, vat));
    }

    /** What only lines beside the rows tell of, and the payout. */
    private void end() {
        Currency currency = currency();
        @Nullable LocalDate day = day();
        mapping.lines().forEach((label, meaning) -> {
            @Nullable String text = rows.value(label);
            if (text == null) {
                return;
            }
            long stated = file.minor(text, currency, rows.line());
            long effect = mapping.unsigned() && meaning.plus() == null ? Math.negateExact(stated) : stated;
            if (effect != 0) {
                @Nullable EventKind kind = effect > 0 ? meaning.plus() : meaning.minus();
                if (kind == null) {
                    throw new UnreadableDocument(
                            Reason.of("UNEXPECTED_SIGN", "row", rows.number(), "words", label, "amount", text));
                }
                boolean plus = kind.effectOf(Money.ofMinor(1, currency)).minor() > 0;
                Money amount = Money.ofMinor(plus ? effect : Math.negateExact(effect), currency);
                ready.add(Event.of(kind, kind + "|" + cut(label, SHOWN), at(day), amount)
                        .detail(cut(label, SHOWN))
                        .waits(meaning.waits())
                        .build());
            }
        });
        payout(currency)
                .ifPresent(payout -> ready.add(Event.of(EventKind.PAYOUT, "PAYOUT", at(day), payout)
                        .detail(cut("payout " + reference(), SHOWN))
                        .build()));
    }

    private Instant at(@Nullable LocalDate day) {
        if (day == null) {
            throw new UnreadableDocument(Reason.of("PAYOUT_DAY_MISSING", "reference", reference()));
        }
        return Stockholm.startOf(day);
    }

    @Override
    public Statement statement() {
        if (!ended) {
            throw new IllegalStateException("the statement is whole when every row has been read");
        }
        Currency currency = currency();
        Money zero = Money.zero(currency);
        var ties = new ArrayList<Tie>();
        mapping.sums().keySet().forEach(label -> {
            @Nullable String text = rows.value(label);
            if (text != null) {
                ties.add(new Tie(
                        label,
                        Money.ofMinor(file.minor(text, currency, rows.line()), currency),
                        Money.ofMinor(sums.getOrDefault(label, 0L), currency)));
            }
        });
        return new Statement(
                reference(),
                currency,
                day(),
                payout(currency).orElse(null),
                zero,
                zero,
                RowFile.kept(fact(Fact.ACCOUNT), LONGEST_ACCOUNT, rows.line()),
                rows.number(),
                ties);
    }

    private String reference() {
        String reference = fact(Fact.REFERENCE);
        if (reference.isEmpty()) {
            // Without a row a document of rows alone says nothing.
            throw new UnreadableDocument(
                    Reason.of(rows.number() == 0 ? "EMPTY_DOCUMENT" : "PAYOUT_NOT_NAMED", "name", file.name()));
        }
        return RowFile.kept(reference, LONGEST_REFERENCE, rows.line());
    }

    private Currency currency() {
        String code = fact(Fact.CURRENCY);
        if (code.isEmpty() && rows.number() == 0 && ended) {
            throw new UnreadableDocument(Reason.of("EMPTY_DOCUMENT", "name", file.name()));
        }
        return file.currency(code, rows.line());
    }

    private @Nullable LocalDate day() {
        String text = fact(Fact.DAY);
        return text.isEmpty() ? null : Stockholm.dayOf(file.instant(text, rows.line()));
    }

    /** What was paid out; empty when the document does not say. */
    private Optional<Money> payout(Currency currency) {
        Place place = mapping.place(Fact.PAYOUT).orElseThrow();
        if (!place.sumOf().isEmpty()) {
            return Optional.of(Money.ofMinor(net, currency));
        }
        String text = fact(Fact.PAYOUT);
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(Money.ofMinor(file.minor(text, currency, rows.line()), currency));
    }

    /** What the document says; empty when it does not. */
    private String fact(Fact fact) {
        Optional<Place> place = mapping.place(fact);
        if (place.isEmpty()) {
            return "";
        }
        if (!place.get().is().isEmpty()) {
            return place.get().is();
        }
        @Nullable String line = rows.value(place.get().line());
        return line == null ? inRows.getOrDefault(fact, "") : line;
    }
}
