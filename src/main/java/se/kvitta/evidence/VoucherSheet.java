package se.kvitta.evidence;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Receipt;
import se.kvitta.booking.TaxLine;
import se.kvitta.journal.ByHand;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.EvidenceRows;
import se.kvitta.journal.EvidenceRows.Correction;
import se.kvitta.journal.EvidenceRows.Line;
import se.kvitta.journal.EvidenceRows.Tie;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.Foreign;
import se.kvitta.ledger.VoucherRow.VatMark;
import se.kvitta.merchant.Merchant;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.VatPart;
import se.kvitta.sheet.Cell;
import se.kvitta.sheet.Column;
import se.kvitta.sheet.Sheet;
import se.kvitta.sheet.Words;

/** What stands in the document behind one voucher. */
final class VoucherSheet implements Sheet.Content {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final Facts facts;
    private final EvidenceRows rows;
    private final Words words;
    private final Proof proof;
    private List<Proof.Check> broken = List.of();

    /**
     * What is known before the events are read.
     *
     * @param provider the provider's name
     * @param account the merchant's number at the provider; may be empty
     * @param target the accounting system's name
     * @param correction what it corrects, and what it stands together with
     * @param receipt what the target answered, or what it will be called there; null when neither is known
     */
    record Facts(
            Merchant merchant,
            String provider,
            String account,
            String target,
            Posting posting,
            Tie tie,
            Correction correction,
            @Nullable Receipt receipt,
            Settlement settlement,
            Document document,
            List<Document> beside) {}

    VoucherSheet(Facts facts, EvidenceRows rows, Words words) {
        this.facts = facts;
        this.rows = rows;
        this.words = words;
        this.proof = new Proof(
                facts.posting(), facts.correction(), facts.settlement().currency());
    }

    static String title(Facts facts, Words words) {
        Receipt receipt = facts.receipt();
        String pending = facts.posting().byHand() == null ? "title.pending" : "title.by-hand";
        return receipt == null ? words.text(pending) : words.text("title", "voucher", receipt.shown());
    }

    /** What does not add up; empty before the sheet is written. */
    List<Proof.Check> broken() {
        return broken;
    }

    @Override
    public void writeTo(Sheet sheet) throws IOException {
        header(sheet);
        totals(sheet);
        voucherRows(sheet);
        corrected(sheet);
        if (facts.tie().linked()) {
            events(sheet);
        } else {
            sheet.heading(words.text("events"));
            sheet.warning(words.text("note.unlinked"));
        }
        rates(sheet);
        source(sheet);
    }

    private void header(Sheet sheet) throws IOException {
        Voucher voucher = facts.posting().booking().voucher();
        @Nullable Receipt receipt = facts.receipt();
        sheet.fact(words.text("company"), facts.merchant().title());
        sheet.fact(words.text("organisation"), facts.merchant().organisationNumber());
        sheet.fact(words.text("provider"), facts.provider());
        optional(sheet, "account", facts.account());
        sheet.fact(words.text("reference"), facts.settlement().reference());
        sheet.fact(words.text("payout-day"), facts.settlement().payoutDay().toString());
        sheet.fact(words.text("payout"), facts.settlement().payout());
        sheet.fact(words.text("voucher"), called(facts.posting(), receipt));
        byHand(sheet, facts.posting());
        sheet.fact(words.text("series"), voucher.series());
        sheet.fact(words.text("text"), voucher.text());
        @Nullable LocalDate day = receipt == null ? null : receipt.day();
        sheet.fact(words.text("day"), (day == null ? voucher.date() : day).toString());
        if (day != null) {
            sheet.fact(
                    words.text("day.planned"),
                    words.text("day.moved", "day", voucher.date(), "target", facts.target()));
        }
        sheet.fact(words.text("date-rule"), dateRule(voucher));
        if (receipt != null && receipt.exchanged() != 0) {
            Money exchanged = Money.ofMinor(receipt.exchanged(), voucher.total().currency());
            sheet.fact(
                    words.text("exchanged"),
                    words.text(
                            exchanged.isNegative() ? "exchanged.gain" : "exchanged.loss",
                            "amount",
                            words.amount(exchanged.abs()),
                            "currency",
                            exchanged.currency(),
                            "target",
                            facts.target()));
        }
        sheet.fact(words.text("marker"), facts.posting().marker());
        sheet.fact(words.text("target"), facts.target());
        optional(sheet, "link", receipt == null ? "" : receipt.link());
        sheet.fact(
                words.text("planned"), Stockholm.dayOf(facts.tie().plannedAt()).toString());
        if (facts.posting().byHand() != null) {
            sheet.warning(words.text("note.by-hand"));
        }
    }

    private String called(Posting posting, @Nullable Receipt receipt) {
        String pending = posting.byHand() == null ? "voucher.pending" : "voucher.by-hand";
        return receipt == null ? words.text(pending) : receipt.shown();
    }

    /** What Kvitta planned is below; what stands in the books a person has made. */
    private void byHand(Sheet sheet, Posting posting) throws IOException {
        @Nullable ByHand byHand = posting.byHand();
        if (byHand != null) {
            sheet.fact(
                    words.text("by-hand"),
                    words.text(
                            "by-hand.said",
                            "actor",
                            byHand.actor(),
                            "at",
                            MINUTE.format(byHand.at().atZone(Stockholm.ZONE)),
                            "note",
                            byHand.note()));
        }
    }

    private String dateRule(Voucher voucher) {
        String rule = voucher.dateRule();
        String told = words.textOr("rule." + rule, "");
        return told.isEmpty() ? rule : rule + ", " + told;
    }

    private void optional(Sheet sheet, String key, String value) throws IOException {
        if (!value.isEmpty()) {
            sheet.fact(words.text(key), value);
        }
    }

    /** What the provider's document added up to when it was proven, beside what the journal holds of it now. */
    private void totals(Sheet sheet) throws IOException {
        Settlement settlement = facts.settlement();
        Map<EventKind, Money> ours = rows.sums(settlement);
        Money nothing = Money.zero(settlement.currency());
        sheet.heading(words.text("totals"));
        sheet.table(
                Column.text(words.text("totals.kind"), 4),
                Column.amount(words.text("totals.provider"), 3),
                Column.amount(words.text("totals.ours"), 3),
                Column.amount(words.text("totals.difference"), 3),
                Column.text(words.text("totals.currency"), 2));
        Money off = nothing;
        for (EventKind kind : EventKind.values()) {
            @Nullable String stated = settlement.proof().get(kind.name());
            if (stated == null && !ours.containsKey(kind)) {
                continue;
            }
            Money provider = stated == null ? nothing : Money.parse(stated);
            Money our = ours.getOrDefault(kind, nothing);
            Money difference = our.minus(provider);
            off = off.plus(difference.abs());
            sheet.row(
                    Cell.of(kind(kind)),
                    Cell.of(provider),
                    Cell.of(our),
                    Cell.of(difference),
                    Cell.of(settlement.currency().getCurrencyCode()));
        }
        if (!off.isZero()) {
            broken = List.of(new Proof.Check("totals", off.minor(), 0, settlement.currency()));
            sheet.warning(words.text("totals.differ", "difference", words.amount(off)));
        }
    }

    private void voucherRows(Sheet sheet) throws IOException {
        Voucher voucher = facts.posting().booking().voucher();
        Currency books = voucher.total().currency();
        sheet.heading(words.text("rows"));
        sheet.table(
                Column.text(words.text("row.account"), 5),
                Column.text(words.text("row.name"), 26),
                Column.amount(words.text("row.debit"), 10),
                Column.amount(words.text("row.credit"), 10),
                Column.amount(words.text("row.rate"), 6),
                Column.text(words.text("row.country"), 5),
                Column.text(words.text("row.box"), 5),
                Column.text(words.text("row.rule"), 16),
                Column.amount(words.text("row.foreign"), 9),
                Column.text(words.text("row.currency"), 6),
                Column.amount(words.text("row.exchange"), 8),
                Column.text(words.text("row.exchange-day"), 8),
                Column.text(words.text("row.exchange-source"), 11));
        for (VoucherRow row : voucher.rows()) {
            @Nullable VatMark vat = row.vat();
            @Nullable Foreign foreign = row.foreign();
            @Nullable ExchangeRate rate = foreign == null ? null : foreign.rate();
            boolean credit = row.amount().isNegative();
            sheet.row(
                    Cell.of(row.account().number()),
                    Cell.of(joined(row.account().name(), row.said())),
                    credit ? Cell.EMPTY : Cell.of(row.amount()),
                    credit ? Cell.of(row.amount().negated()) : Cell.EMPTY,
                    vat == null ? Cell.EMPTY : percent(vat.rate()),
                    Cell.of(vat == null ? "" : vat.country()),
                    Cell.of(vat == null || vat.box() == null ? "" : vat.box().code()),
                    Cell.of(vat == null ? "" : vat.rule()),
                    foreign == null ? Cell.EMPTY : Cell.of(foreign.amount()),
                    Cell.of(foreign == null ? "" : foreign.amount().currency().getCurrencyCode()),
                    rate == null ? Cell.EMPTY : Cell.of(rate.value()),
                    rate == null ? Cell.EMPTY : Cell.of(rate.day()),
                    Cell.of(rate == null ? "" : rate.source()));
        }
        sheet.subtotal(sum(
                13,
                Cell.of(voucher.total()),
                2,
                Cell.of(voucher.total()),
                3,
                words.text("row.sum") + " " + books.getCurrencyCode()));
    }

    /** The voucher that this one corrects, and what was told of its events before. */
    private void corrected(Sheet sheet) throws IOException {
        @Nullable Posting old = facts.correction().corrected();
        if (old == null) {
            return;
        }
        @Nullable Receipt receipt = old.receipt();
        Voucher voucher = old.booking().voucher();
        sheet.heading(words.text("corrected"));
        sheet.fact(words.text("voucher"), called(old, receipt));
        byHand(sheet, old);
        sheet.fact(words.text("text"), voucher.text());
        sheet.fact(words.text("day"), voucher.date().toString());
        sheet.fact(words.text("marker"), old.marker());
        sheet.table(
                Column.text(words.text("row.account"), 5),
                Column.text(words.text("row.name"), 26),
                Column.amount(words.text("row.debit"), 10),
                Column.amount(words.text("row.credit"), 10));
        for (VoucherRow row : voucher.rows()) {
            boolean credit = row.amount().isNegative();
            sheet.row(
                    Cell.of(row.account().number()),
                    Cell.of(joined(row.account().name(), row.said())),
                    credit ? Cell.EMPTY : Cell.of(row.amount()),
                    credit ? Cell.of(row.amount().negated()) : Cell.EMPTY);
        }
        List<Event> before = rows.before(facts.posting(), facts.tie());
        sheet.heading(words.text("events.before"));
        sheet.table(
                Column.text(words.text("event.kind"), 9),
                Column.text(words.text("event.order"), 20),
                Column.text(words.text("event.number"), 12),
                Column.text(words.text("event.day"), 8),
                Column.amount(
                        words.text(
                                "event.amount",
                                "currency",
                                facts.settlement().currency().getCurrencyCode()),
                        10),
                Column.text(words.text("event.vat-stated"), 14));
        for (Event event : before) {
            sheet.row(
                    Cell.of(kind(event.kind())),
                    Cell.of(event.order().id()),
                    Cell.of(event.order().number()),
                    Cell.of(event.day()),
                    Cell.of(event.effect()),
                    Cell.of(stated(event)));
        }
    }

    /** {@code 25 %: 250.00}, as the provider stated it. */
    private String stated(Event event) {
        return event.vat().stream()
                .map(part -> part.rate() + " %: "
                        + words.amount(Money.ofMinor(part.vat(), event.amount().currency())))
                .collect(Collectors.joining(", "));
    }

    private void events(Sheet sheet) throws IOException {
        String currency = facts.settlement().currency().getCurrencyCode();
        sheet.heading(words.text("events"));
        sheet.table(
                Column.amount(words.text("event.row"), 4),
                Column.text(words.text("event.kind"), 9),
                Column.text(words.text("event.order"), 20),
                Column.text(words.text("event.number"), 12),
                Column.text(words.text("event.day"), 8),
                Column.amount(words.text("event.amount", "currency", currency), 10),
                Column.amount(words.text("event.rate"), 6),
                Column.text(words.text("event.country"), 4),
                Column.text(words.text("event.box"), 5),
                Column.amount(words.text("event.net"), 10),
                Column.amount(words.text("event.vat"), 9),
                Column.text(words.text("event.rule"), 14),
                Column.text(words.text("event.remark"), 16));
        rows.read(facts.posting(), facts.tie(), line -> {
            proof.add(line);
            event(sheet, line);
        });
        if (proof.isEmpty() && facts.posting().booking().events() == 0) {
            sheet.warning(words.text("note.no-events"));
            return;
        }
        kinds(sheet);
        taxes(sheet);
        check(sheet);
    }

    private void event(Sheet sheet, Line line) throws IOException {
        Event event = line.event();
        List<TaxLine> tax = line.tax();
        List<VatPart> stated = tax.isEmpty() ? event.vat() : List.of();
        Currency currency = event.amount().currency();
        boolean first = true;
        for (TaxLine part : tax) {
            eventRow(
                    sheet,
                    line,
                    first,
                    percent(part.rate()),
                    part.country(),
                    boxes(part.box(), part.vatBox()),
                    Cell.of(Money.ofMinor(part.net(), currency)),
                    Cell.of(Money.ofMinor(part.vat(), currency)),
                    part.rule());
            first = false;
        }
        // Fees are no sales: what their VAT is, the provider says.
        long sign = event.effect().isNegative() ? -1 : 1;
        for (VatPart part : stated) {
            Money vat = Money.ofMinor(sign * part.vat(), currency);
            Cell net = first && stated.size() == 1 ? Cell.of(event.effect().minus(vat)) : Cell.EMPTY;
            Cell rate = part.rate().isZero() && part.vat() != 0 ? Cell.EMPTY : percent(part.rate());
            eventRow(sheet, line, first, rate, "", "", net, Cell.of(vat), "");
            first = false;
        }
        if (first) {
            eventRow(sheet, line, true, Cell.EMPTY, "", "", Cell.EMPTY, Cell.EMPTY, "");
        }
    }

    /** An order of several VAT rates takes a row for each; what is the order's stands on the first. */
    private void eventRow(
            Sheet sheet,
            Line line,
            boolean first,
            Cell rate,
            String country,
            String box,
            Cell net,
            Cell vat,
            String rule)
            throws IOException {
        Event event = line.event();
        sheet.row(
                first && event.row() > 0 ? Cell.of(event.row()) : Cell.EMPTY,
                Cell.of(first ? kind(event.kind()) : ""),
                Cell.of(first ? event.order().id() : ""),
                Cell.of(first ? event.order().number() : ""),
                first ? Cell.of(event.day()) : Cell.EMPTY,
                first ? Cell.of(event.effect()) : Cell.EMPTY,
                rate,
                Cell.of(country),
                Cell.of(box),
                net,
                vat,
                Cell.of(rule),
                Cell.of(first ? remark(line) : ""));
    }

    private String remark(Line line) {
        Event event = line.event();
        @Nullable Event original = line.original();
        @Nullable Money paid = event.original();
        @Nullable ExchangeRate rate = event.originalRate();
        var remarks = new ArrayList<String>();
        if (original != null) {
            remarks.add(words.text("event.original", "order", original.order().shown(), "day", original.day()));
        }
        if (paid != null) {
            remarks.add(words.text("event.original-amount", "amount", words.amount(paid)));
        }
        if (rate != null) {
            remarks.add(words.text(
                    "event.original-rate",
                    "rate",
                    rate.value().toPlainString(),
                    "day",
                    rate.day(),
                    "source",
                    rate.source()));
        }
        return String.join("; ", remarks);
    }

    private void kinds(Sheet sheet) throws IOException {
        Currency currency = facts.settlement().currency();
        sheet.heading(words.text("kinds"));
        sheet.table(
                Column.text(words.text("event.kind"), 4),
                Column.amount(words.text("kinds.count"), 2),
                Column.amount(words.text("event.amount", "currency", currency), 3));
        int count = 0;
        long effect = 0;
        for (var kind : proof.kinds().entrySet()) {
            sheet.row(
                    Cell.of(kind(kind.getKey())),
                    Cell.of(kind.getValue().count()),
                    Cell.of(Money.ofMinor(kind.getValue().effect(), currency)));
            count += kind.getValue().count();
            effect = Math.addExact(effect, kind.getValue().effect());
        }
        sheet.subtotal(Cell.of(words.text("sum")), Cell.of(count), Cell.of(Money.ofMinor(effect, currency)));
    }

    private void taxes(Sheet sheet) throws IOException {
        if (proof.taxes().isEmpty()) {
            return;
        }
        Currency currency = facts.settlement().currency();
        Currency books = facts.posting().booking().voucher().total().currency();
        boolean foreign = !currency.equals(books);
        var columns = new ArrayList<>(List.of(
                Column.text(words.text("tax.what"), 8),
                Column.amount(words.text("event.rate"), 4),
                Column.text(words.text("event.country"), 4),
                Column.text(words.text("event.box"), 4),
                Column.text(words.text("event.rule"), 12),
                Column.amount(words.text("tax.net", "currency", currency), 7),
                Column.amount(words.text("tax.vat", "currency", currency), 7)));
        if (foreign) {
            columns.add(Column.amount(words.text("tax.net", "currency", books), 7));
            columns.add(Column.amount(words.text("tax.vat", "currency", books), 7));
        }
        sheet.heading(words.text("taxes"));
        sheet.table(columns.toArray(Column[]::new));
        var all = new Proof.TaxSum(0, 0, 0, 0);
        for (var tax : proof.taxes().entrySet()) {
            Proof.TaxKey key = tax.getKey();
            all = all.plus(tax.getValue());
            sheet.row(taxCells(
                    tax.getValue(),
                    foreign,
                    Cell.of(key.what()),
                    percent(key.vatRate()),
                    Cell.of(key.country()),
                    Cell.of(boxes(key.box(), key.vatBox())),
                    Cell.of(key.rule())));
        }
        sheet.subtotal(
                taxCells(all, foreign, Cell.of(words.text("sum")), Cell.EMPTY, Cell.EMPTY, Cell.EMPTY, Cell.EMPTY));
    }

    /** Where the settlement is in the books' currency, its amounts stand once. */
    private Cell[] taxCells(Proof.TaxSum sum, boolean foreign, Cell... first) {
        Currency currency = facts.settlement().currency();
        Currency books = facts.posting().booking().voucher().total().currency();
        var cells = new ArrayList<>(List.of(first));
        cells.add(Cell.of(Money.ofMinor(sum.net(), currency)));
        cells.add(Cell.of(Money.ofMinor(sum.vat(), currency)));
        if (foreign) {
            cells.add(Cell.of(Money.ofMinor(sum.netInBooks(), books)));
            cells.add(Cell.of(Money.ofMinor(sum.vatInBooks(), books)));
        }
        return cells.toArray(Cell[]::new);
    }

    private void check(Sheet sheet) throws IOException {
        sheet.heading(words.text("proof"));
        sheet.table(
                Column.text(words.text("proof.what"), 9),
                Column.amount(words.text("proof.left"), 3),
                Column.amount(words.text("proof.right"), 3),
                Column.amount(words.text("totals.difference"), 3),
                Column.text(words.text("totals.currency"), 2));
        List<Proof.Check> checks = proof.checks();
        for (Proof.Check check : checks) {
            sheet.row(
                    Cell.of(words.text(check.what())),
                    number(check.left(), check),
                    number(check.right(), check),
                    number(Math.subtractExact(check.left(), check.right()), check),
                    Cell.of(check.currency() == null ? "" : check.currency().getCurrencyCode()));
        }
        List<Proof.Check> off = checks.stream().filter(check -> !check.holds()).toList();
        for (Proof.Check check : off) {
            sheet.warning(
                    words.text("proof.differs", "what", words.text(check.what()), "difference", check.difference()));
        }
        broken = Stream.concat(broken.stream(), off.stream()).toList();
        if (off.isEmpty()) {
            sheet.fact(words.text("proof"), words.text("proof.holds"));
        }
    }

    private static Cell number(long value, Proof.Check check) {
        Currency currency = check.currency();
        return currency == null ? Cell.of(value) : Cell.of(Money.ofMinor(value, currency));
    }

    /** The rates that the voucher's rows were converted at, each once. */
    private void rates(Sheet sheet) throws IOException {
        Set<ExchangeRate> rates = new TreeSet<>(Comparator.comparing(ExchangeRate::day)
                .thenComparing(rate -> rate.from().getCurrencyCode())
                .thenComparing(ExchangeRate::value)
                .thenComparing(ExchangeRate::source));
        facts.posting().booking().voucher().rows().stream()
                .map(VoucherRow::foreign)
                .filter(foreign -> foreign != null && foreign.rate() != null)
                .forEach(foreign -> rates.add(foreign.rate()));
        if (rates.isEmpty()) {
            return;
        }
        sheet.heading(words.text("rates"));
        sheet.table(
                Column.text(words.text("rate.from"), 2),
                Column.text(words.text("rate.to"), 2),
                Column.amount(words.text("rate.value"), 3),
                Column.text(words.text("rate.day"), 3),
                Column.text(words.text("rate.source"), 8));
        for (ExchangeRate rate : rates) {
            sheet.row(
                    Cell.of(rate.from().getCurrencyCode()),
                    Cell.of(rate.to().getCurrencyCode()),
                    Cell.of(rate.value()),
                    Cell.of(rate.day()),
                    Cell.of(rate.source()));
        }
    }

    private void source(Sheet sheet) throws IOException {
        sheet.heading(words.text("source"));
        sheet.fact(words.text("document.name"), facts.document().name());
        sheet.fact(words.text("document.sha256"), facts.document().sha256());
        sheet.fact(words.text("document.bytes"), String.valueOf(facts.document().bytes()));
        for (Document beside : facts.beside()) {
            sheet.fact(words.text("document.beside"), beside.name() + ", " + beside.sha256());
        }
        sheet.fact(
                words.text("document.rows"), String.valueOf(facts.settlement().sourceRows()));
        sheet.fact(words.text("mapping"), facts.posting().mappingVersion());
        sheet.fact("Kvitta", words.text("made-by"));
    }

    private String kind(EventKind kind) {
        return words.text("kind." + kind.name());
    }

    private static String joined(String name, String text) {
        return text.isEmpty() ? name : name + ": " + text;
    }

    private static Cell percent(@Nullable VatRate rate) {
        return rate == null ? Cell.EMPTY : Cell.of(new BigDecimal(rate.toString()));
    }

    private String boxes(@Nullable VatBox net, @Nullable VatBox vat) {
        return boxes(net == null ? "" : net.code(), vat == null ? "" : vat.code());
    }

    private String boxes(String net, String vat) {
        if (net.isEmpty() || vat.isEmpty() || net.equals(vat)) {
            return net.isEmpty() ? vat : net;
        }
        return words.text("event.box-pair", "net", net, "vat", vat);
    }

    private static Cell[] sum(int cells, Cell one, int place, Cell other, int otherPlace, String label) {
        var row = new Cell[cells];
        Arrays.fill(row, Cell.EMPTY);
        row[1] = Cell.of(label);
        row[place] = one;
        row[otherPlace] = other;
        return row;
    }
}
