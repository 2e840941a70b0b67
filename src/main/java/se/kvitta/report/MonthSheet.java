package se.kvitta.report;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.journal.LedgerReads;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.report.MonthReport.Balance;
import se.kvitta.report.MonthReport.Clearing;
import se.kvitta.report.MonthReport.Completeness;
import se.kvitta.report.MonthReport.Threshold;
import se.kvitta.report.MonthReport.Through;
import se.kvitta.sheet.Cell;
import se.kvitta.sheet.Column;
import se.kvitta.sheet.Sheet;
import se.kvitta.sheet.Words;

/** Writes the report of a month. */
final class MonthSheet implements Sheet.Content {

    private final MonthReport report;

    MonthSheet(MonthReport report) {
        this.report = report;
    }

    static String title(MonthReport report, Words words) {
        return words.text("title", "company", report.title(), "month", monthName(report, words));
    }

    private static String monthName(MonthReport report, Words words) {
        return words.text(
                "month." + report.month().getMonthValue(),
                "year",
                report.month().getYear());
    }

    /** The account of a role, as people call it. */
    static String account(Words words, String role) {
        String stem = role.equals("AR_DISPUTED") || role.equals("REFUND_OWED")
                ? role
                : role.substring(0, role.lastIndexOf('_'));
        return words.text("account." + stem);
    }

    @Override
    public void writeTo(Sheet sheet) throws IOException {
        Words words = sheet.words();
        sheet.fact(words.text("company"), report.title());
        sheet.fact(words.text("organisation"), report.organisationNumber());
        sheet.fact(words.text("month"), report.month().toString());
        completeness(sheet);
        byHand(sheet);
        for (Clearing clearing : report.clearings()) {
            clearing(sheet, clearing);
        }
        readBack(sheet);
        balances(sheet);
        vat(sheet);
        oss(sheet);
        threshold(sheet);
        euSales(sheet);
    }

    /** One sentence for the accountant: whether the month can be closed, and if not, why. */
    static String verdict(MonthReport report, Words words) {
        Completeness state = report.completeness();
        String month = monthName(report, words);
        if (report.offeredForClosing()) {
            return words.text("verdict.complete", "month", month);
        }
        if (state.complete()) {
            return words.text("verdict.proof", "month", month);
        }
        String through = state.through().stream()
                .filter(one -> !one.reaches(state.last()))
                .map(one -> through(one, words, state.through()))
                .collect(Collectors.joining(", "));
        return words.text(
                through.isEmpty() ? "verdict.waits" : "verdict.through",
                "month",
                month,
                "through",
                through,
                "held",
                state.held());
    }

    /** The profile is named where the provider's name does not tell which one it is. */
    private static String through(Through one, Words words, List<Through> all) {
        boolean several = all.stream()
                        .filter(other -> other.source().equals(one.source()))
                        .count()
                > 1;
        String source = several
                ? words.text("through.profile", "source", one.source(), "profile", one.profile())
                : one.source();
        return one.day() == null
                ? words.text("through.none", "source", source)
                : words.text("through", "source", source, "day", one.day());
    }

    private void completeness(Sheet sheet) throws IOException {
        Words words = sheet.words();
        Completeness state = report.completeness();
        sheet.heading(words.text("completeness"));
        if (report.offeredForClosing()) {
            sheet.fact(words.text("verdict"), verdict(report, words));
        } else {
            sheet.warning(verdict(report, words));
        }
        for (Through one : state.through()) {
            sheet.fact(
                    words.text("through.of", "profile", one.profile(), "currency", one.currency()),
                    one.day() == null ? words.text("through.unknown") : words.text("through.day", "day", one.day()));
        }
        sheet.table(Column.text(words.text("events"), 6), Column.amount(words.text("count"), 2));
        row(sheet, words.text("events.booked"), state.booked());
        row(sheet, words.text("events.held"), state.held());
        row(sheet, words.text("events.left-out"), state.leftOut());
        for (Map.Entry<String, Long> reason : state.reasons().entrySet()) {
            row(sheet, "– " + words.textOr("left." + reason.getKey(), reason.getKey()), reason.getValue());
        }
        row(sheet, words.text("events.not-planned"), state.notPlanned());
        sheet.subtotal(Cell.of(words.text("events.all")), Cell.of(state.events()));
        if (state.heldDocuments() > 0) {
            sheet.warning(words.text("held-documents", "count", state.heldDocuments()));
        }
        for (MonthReport.Fault fault : state.faults()) {
            sheet.warning(words.text(
                    "fault",
                    "settlement",
                    fault.settlement(),
                    "payout",
                    fault.payout(),
                    "profile",
                    fault.profile(),
                    "events",
                    fault.events(),
                    "placed",
                    fault.placed()));
        }
    }

    private void byHand(Sheet sheet) throws IOException {
        if (report.byHand().isEmpty()) {
            return;
        }
        Words words = sheet.words();
        sheet.heading(words.text("by-hand"));
        sheet.warning(words.text("by-hand.explains"));
        sheet.table(
                Column.text(words.text("by-hand.day"), 4),
                Column.text(words.text("by-hand.text"), 10),
                Column.amount(words.text("amount", "currency", report.books()), 4),
                Column.text(words.text("by-hand.number"), 4),
                Column.text(words.text("by-hand.said"), 6),
                Column.text(words.text("by-hand.note"), 10));
        for (MonthReport.HandBooked one : report.byHand()) {
            sheet.row(
                    Cell.of(one.day()),
                    Cell.of(one.text()),
                    Cell.of(one.amount()),
                    Cell.of(one.number()),
                    Cell.of(one.actor() + ", " + one.since()),
                    Cell.of(one.note()));
        }
    }

    private static void row(Sheet sheet, String text, long count) throws IOException {
        sheet.row(Cell.of(text), Cell.of(count));
    }

    private void clearing(Sheet sheet, Clearing clearing) throws IOException {
        Words words = sheet.words();
        String name = words.text(
                "clearing",
                "source",
                clearing.source(),
                "profile",
                clearing.profile(),
                "currency",
                clearing.currency());
        sheet.heading(name);
        sheet.fact(
                words.text("clearing.what"),
                clearing.balanceDay()
                        ? words.text("clearing.balance")
                        : clearing.completeThrough() == null
                                ? words.text("clearing.captured-unknown")
                                : words.text("clearing.captured", "day", clearing.completeThrough()));
        sheet.table(
                Column.text(words.text("clearing.line"), 6),
                Column.amount(words.text("amount", "currency", clearing.currency()), 3));
        sheet.row(Cell.of(words.text("opening")), Cell.of(clearing.opening()));
        for (Map.Entry<MonthReport.Line, Money> line : clearing.lines().entrySet()) {
            sheet.row(Cell.of(words.text("line." + line.getKey())), Cell.of(line.getValue()));
        }
        sheet.subtotal(Cell.of(words.text("closing.provider")), Cell.of(clearing.closing()));
        for (Map.Entry<MonthReport.Why, Money> why : clearing.explained().entrySet()) {
            sheet.row(Cell.of(words.text("why." + why.getKey())), Cell.of(why.getValue()));
        }
        sheet.row(Cell.of(words.text("difference")), Cell.of(clearing.difference()));
        sheet.subtotal(Cell.of(words.text("closing.booked")), Cell.of(clearing.booked()));
        for (MonthReport.Day day : clearing.days()) {
            if (!day.difference().isZero()) {
                sheet.warning(words.text(
                        "day-off",
                        "day",
                        day.day(),
                        "profile",
                        clearing.profile(),
                        "booked",
                        words.amount(day.booked()),
                        "expected",
                        words.amount(day.provider().plus(day.explained())),
                        "difference",
                        words.amount(day.difference())));
                break; // the first day says where to look; the days after it carry the same difference
            }
        }
        for (MonthReport.Break broken : clearing.breaks()) {
            sheet.warning(words.text(
                    "break",
                    "before",
                    broken.before(),
                    "closing",
                    words.amount(broken.closing()),
                    "after",
                    broken.after(),
                    "opening",
                    words.amount(broken.opening())));
        }
        held(sheet, clearing);
        days(sheet, clearing);
    }

    private static void held(Sheet sheet, Clearing clearing) throws IOException {
        if (clearing.held().isEmpty()) {
            return;
        }
        Words words = sheet.words();
        sheet.table(
                Column.text(words.text("held"), 3),
                Column.text(words.text("order"), 4),
                Column.text(words.text("kind"), 4),
                Column.text(words.text("payout"), 4),
                Column.text(words.text("reason"), 14),
                Column.amount(words.text("amount", "currency", clearing.currency()), 4));
        for (MonthReport.Held held : clearing.held()) {
            sheet.row(
                    Cell.of(held.day()),
                    Cell.of(held.order()),
                    Cell.of(words.textOr("kind." + held.kind(), held.kind())),
                    Cell.of(held.payout()),
                    Cell.of(held.code() + ": " + held.cause()),
                    Cell.of(held.amount()));
        }
        Money sum = clearing.held().stream()
                .map(MonthReport.Held::amount)
                .reduce(Money.zero(clearing.currency()), Money::plus);
        sheet.subtotal(Cell.of(words.text("sum")), Cell.EMPTY, Cell.EMPTY, Cell.EMPTY, Cell.EMPTY, Cell.of(sum));
    }

    /** Every day's end on which something had changed. */
    private static void days(Sheet sheet, Clearing clearing) throws IOException {
        Words words = sheet.words();
        sheet.table(
                Column.text(words.text("day-end"), 3),
                Column.amount(words.text("day.provider"), 4),
                Column.amount(words.text("day.explained"), 4),
                Column.amount(words.text("day.booked"), 4),
                Column.amount(words.text("day.difference"), 4));
        MonthReport.@Nullable Day before = null;
        for (MonthReport.Day day : clearing.days()) {
            boolean same = before != null
                    && before.provider().equals(day.provider())
                    && before.booked().equals(day.booked())
                    && before.explained().equals(day.explained());
            if (!same) {
                sheet.row(
                        Cell.of(day.day()),
                        Cell.of(day.provider()),
                        Cell.of(day.explained()),
                        Cell.of(day.booked()),
                        Cell.of(day.difference()));
            }
            before = day;
        }
    }

    private void readBack(Sheet sheet) throws IOException {
        MonthReport.@Nullable ReadBack back = report.readBack();
        if (back == null) {
            return;
        }
        Words words = sheet.words();
        LedgerReads.Month month = back.month();
        sheet.heading(words.text("read-back", "target", back.target()));
        sheet.fact(words.text("read-back.day"), Stockholm.dayOf(month.readAt()).toString());
        sheet.table(Column.text(words.text("read-back.vouchers"), 6), Column.amount(words.text("count"), 2));
        row(sheet, words.text("read-back.standing"), month.standing());
        row(sheet, words.text("read-back.differing"), month.differing());
        row(sheet, words.text("read-back.missing"), month.missing());
        row(sheet, words.text("read-back.accepted"), month.accepted());
        sheet.subtotal(Cell.of(words.text("read-back.entered")), Cell.of(month.entered()));
        if (month.apart() != 0) {
            sheet.fact(
                    words.text("read-back.apart", "target", back.target()),
                    words.amount(Money.ofMinor(month.apart(), report.books())));
        }
        if (!month.holds()) {
            sheet.warning(words.text("read-back.off", "target", back.target()));
        }
        if (!back.others().isEmpty()) {
            sheet.table(
                    Column.text(words.text("read-back.others"), 3),
                    Column.amount(words.text("read-back.vouchers"), 2),
                    Column.text(words.text("read-back.examples"), 6),
                    Column.amount(words.text("amount", "currency", report.books()), 3));
            for (LedgerReads.Others others : back.others()) {
                sheet.row(
                        Cell.of(others.account()),
                        Cell.of(others.vouchers()),
                        Cell.of(others.examples()),
                        Cell.of(Money.ofMinor(others.amount(), report.books())));
            }
        }
    }

    private void balances(Sheet sheet) throws IOException {
        Words words = sheet.words();
        if (report.balances().isEmpty()) {
            return;
        }
        sheet.heading(words.text("balances"));
        sheet.table(
                Column.text(words.text("account"), 6),
                Column.text(words.text("profile"), 3),
                Column.text(words.text("currency"), 2),
                Column.amount(words.text("opening"), 3),
                Column.amount(words.text("closing"), 3),
                Column.amount(words.text("closing.in", "currency", report.books()), 3));
        for (Balance balance : report.balances()) {
            sheet.row(
                    Cell.of(account(words, balance.role())),
                    Cell.of(balance.profile()),
                    Cell.of(balance.currency().getCurrencyCode()),
                    Cell.of(balance.opening()),
                    Cell.of(balance.closing()),
                    Cell.of(balance.closingInBooks()));
        }
        List<Balance> open =
                report.balances().stream().filter(one -> !one.open().isEmpty()).toList();
        if (open.isEmpty()) {
            return;
        }
        sheet.table(
                Column.text(words.text("account"), 6),
                Column.text(words.text("open.item"), 5),
                Column.text(words.text("open.since"), 3),
                Column.amount(words.text("open.age"), 2),
                Column.amount(words.text("amount.plain"), 3),
                Column.text(words.text("currency"), 2));
        for (Balance balance : open) {
            for (MonthReport.OpenItem item : balance.open()) {
                sheet.row(
                        Cell.of(account(words, balance.role())),
                        Cell.of(item.item()),
                        Cell.of(item.since()),
                        Cell.of(item.days()),
                        Cell.of(item.amount()),
                        Cell.of(balance.currency().getCurrencyCode()));
            }
        }
    }

    private void vat(Sheet sheet) throws IOException {
        Words words = sheet.words();
        String amount = words.text("amount", "currency", report.books());
        sheet.heading(words.text("vat"));
        sheet.table(Column.text(words.text("box"), 2), Column.amount(amount, 3), Column.amount(words.text("rows"), 2));
        for (MonthReport.Box box : report.boxes()) {
            sheet.row(Cell.of(box.box()), Cell.of(box.amount()), Cell.of(box.rows()));
        }
        sheet.table(
                Column.text(words.text("country"), 2),
                Column.text(words.text("rate"), 2),
                Column.text(words.text("boxes"), 2),
                Column.text(words.text("rule"), 10),
                Column.amount(words.text("base"), 4),
                Column.amount(words.text("vat.amount"), 4));
        for (MonthReport.Taxed taxed : report.taxed()) {
            sheet.row(
                    Cell.of(taxed.country()),
                    taxed.rate() == null ? Cell.EMPTY : Cell.of(new BigDecimal(taxed.rate())),
                    Cell.of(taxed.boxes()),
                    Cell.of(taxed.rule()),
                    Cell.of(taxed.base()),
                    Cell.of(taxed.vat()));
        }
    }

    private void oss(Sheet sheet) throws IOException {
        if (report.oss().isEmpty()) {
            return;
        }
        Words words = sheet.words();
        sheet.heading(words.text("oss"));
        sheet.fact(words.text("oss.note"), words.text("oss.note.text"));
        sheet.table(
                Column.text(words.text("oss.quarter"), 3),
                Column.text(words.text("oss.correction"), 3),
                Column.text(words.text("country"), 2),
                Column.text(words.text("rate"), 2),
                Column.amount(words.text("base"), 4),
                Column.amount(words.text("vat.amount"), 4));
        for (MonthReport.Oss oss : report.oss()) {
            sheet.row(
                    Cell.of(oss.quarter()),
                    oss.correction() ? Cell.of(words.text("yes")) : Cell.EMPTY,
                    Cell.of(oss.country()),
                    Cell.of(new BigDecimal(oss.rate())),
                    Cell.of(oss.base()),
                    Cell.of(oss.vat()));
        }
    }

    private void threshold(Sheet sheet) throws IOException {
        @Nullable Threshold threshold = report.threshold();
        if (threshold == null) {
            return;
        }
        Words words = sheet.words();
        sheet.heading(words.text("threshold"));
        sheet.fact(words.text("threshold.this"), threshold.thisYear());
        sheet.fact(words.text("threshold.preceding"), threshold.precedingYear());
        sheet.fact(words.text("threshold.limit"), threshold.limit());
        sheet.fact(words.text("threshold.share"), percent(threshold, words));
        if (threshold.level() != Threshold.Level.BELOW) {
            sheet.warning(words.text("threshold." + threshold.level(), "share", percent(threshold, words)));
        }
    }

    private static String percent(Threshold threshold, Words words) {
        return words.text("percent", "whole", threshold.permille() / 10, "tenth", threshold.permille() % 10);
    }

    private void euSales(Sheet sheet) throws IOException {
        if (report.euSales().isEmpty()) {
            return;
        }
        Words words = sheet.words();
        sheet.heading(words.text("eu-sales"));
        sheet.fact(words.text("eu-sales.note"), words.text("eu-sales.note.text"));
        sheet.table(
                Column.text(words.text("eu-sales.number"), 4),
                Column.text(words.text("country"), 2),
                Column.amount(words.text("eu-sales.goods"), 3),
                Column.amount(words.text("eu-sales.services"), 3));
        boolean unnamed = false;
        for (MonthReport.EuSale sale : report.euSales()) {
            unnamed |= sale.vatNumber().isEmpty();
            sheet.row(
                    Cell.of(sale.vatNumber()),
                    Cell.of(sale.country()),
                    Cell.of(sale.goods()),
                    Cell.of(sale.services()));
        }
        if (unnamed) {
            sheet.warning(words.text("eu-sales.unnamed"));
        }
    }
}
