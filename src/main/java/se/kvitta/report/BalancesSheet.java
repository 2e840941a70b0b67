package se.kvitta.report;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import se.kvitta.journal.ProviderMoney;
import se.kvitta.ledger.Money;
import se.kvitta.merchant.Merchant;
import se.kvitta.report.DebtLedger.Debt;
import se.kvitta.report.DebtLedger.Outside;
import se.kvitta.report.DebtLedger.Repaid;
import se.kvitta.report.ProviderBalances.Balances;
import se.kvitta.sheet.Cell;
import se.kvitta.sheet.Column;
import se.kvitta.sheet.Sheet;
import se.kvitta.sheet.Words;

/** Writes a merchant's debts to providers, and what they hold back, at the end of a Stockholm day. */
final class BalancesSheet implements Sheet.Content {

    private final Merchant merchant;
    private final LocalDate day;
    private final List<Balances> all;

    BalancesSheet(Merchant merchant, LocalDate day, List<Balances> all) {
        this.merchant = merchant;
        this.day = day;
        this.all = all;
    }

    @Override
    public void writeTo(Sheet sheet) throws IOException {
        Words words = sheet.words();
        sheet.fact(words.text("company"), merchant.title());
        sheet.fact(words.text("organisation"), merchant.organisationNumber());
        sheet.fact(words.text("open.day"), day.toString());
        if (all.isEmpty()) {
            sheet.fact(words.text("owed.nothing"), "");
        }
        for (Balances one : all) {
            if (!one.debts().isEmpty()) {
                debts(sheet, one);
            }
            if (!one.reserves().balances().isEmpty() || one.account().difference() != 0) {
                reserves(sheet, one);
            }
        }
    }

    private void debts(Sheet sheet, Balances of) throws IOException {
        Words words = sheet.words();
        DebtLedger ledger = of.debts();
        sheet.heading(words.text("debts", "source", of.source(), "profile", of.profile(), "currency", of.currency()));
        sheet.fact(words.text("debts.open"), money(of, ledger.open()));
        Long stated = ledger.stated();
        if (stated != null) {
            sheet.fact(words.text("debts.stated"), money(of, stated));
            sheet.fact(words.text("debts.difference"), money(of, ledger.difference()));
        }
        if (of.ownAccount()) {
            sheet.fact(words.text("debts.booked"), money(of, of.debtBooked()));
        }
        if (ledger.unknown() != 0) {
            sheet.warning(words.text("debts.unknown", "amount", words.amount(money(of, ledger.unknown()))));
        }
        if (ledger.unmatched() != 0) {
            sheet.warning(words.text("debts.unmatched", "amount", words.amount(money(of, ledger.unmatched()))));
        }
        table(sheet, of);
        ages(sheet, of);
        if (!ledger.outside().isEmpty()) {
            outside(sheet, of);
        }
    }

    /** Every debt, and below it what repaid it. */
    private void table(Sheet sheet, Balances of) throws IOException {
        Words words = sheet.words();
        DebtLedger ledger = of.debts();
        sheet.table(
                Column.text(words.text("debts.what"), 4),
                Column.text(words.text("payout"), 4),
                Column.text(words.text("day"), 2),
                Column.amount(words.text("open.age"), 1),
                Column.amount(words.text("debts.amount"), 2),
                Column.amount(words.text("debts.repaid"), 2),
                Column.amount(words.text("debts.left"), 2));
        for (Debt debt : ledger.debts()) {
            sheet.row(
                    Cell.of(words.text("origin." + debt.origin())),
                    Cell.of(debt.reference()),
                    Cell.of(debt.since()),
                    debt.open() == 0 ? Cell.EMPTY : Cell.of(debt.days(day)),
                    Cell.of(money(of, debt.amount())),
                    Cell.EMPTY,
                    Cell.of(money(of, debt.open())));
            for (Repaid repaid : debt.repaid()) {
                sheet.row(
                        Cell.of("– " + words.text("repaid." + repaid.how())),
                        Cell.of(repaid.reference()),
                        Cell.of(repaid.day()),
                        Cell.EMPTY,
                        Cell.EMPTY,
                        Cell.of(money(of, repaid.amount())),
                        Cell.EMPTY);
            }
        }
        long incurred = ledger.debts().stream().mapToLong(Debt::amount).sum();
        long left = ledger.debts().stream().mapToLong(Debt::open).sum();
        sheet.subtotal(
                Cell.of(words.text("sum")),
                Cell.EMPTY,
                Cell.EMPTY,
                Cell.EMPTY,
                Cell.of(money(of, incurred)),
                Cell.of(money(of, incurred - left)),
                Cell.of(money(of, left)));
    }

    private static void ages(Sheet sheet, Balances of) throws IOException {
        Words words = sheet.words();
        sheet.table(Column.text(words.text("ages"), 6), Column.amount(words.text("debts.left"), 3));
        for (Map.Entry<DebtLedger.Age, Long> age : of.debts().aged().entrySet()) {
            sheet.row(Cell.of(words.text("age." + age.getKey())), Cell.of(money(of, age.getValue())));
        }
    }

    private static void outside(Sheet sheet, Balances of) throws IOException {
        Words words = sheet.words();
        sheet.table(
                Column.text(words.text("outside"), 4),
                Column.text(words.text("day"), 2),
                Column.amount(words.text("outside.before"), 2),
                Column.amount(words.text("outside.opening"), 2),
                Column.amount(words.text("outside.paid"), 2),
                Column.text(words.text("outside.note"), 5));
        for (Outside outside : of.debts().outside()) {
            Optional<ProviderMoney.Noted> noted = of.noted(outside);
            sheet.row(
                    Cell.of(outside.reference()),
                    Cell.of(outside.day()),
                    Cell.of(money(of, outside.before())),
                    Cell.of(money(of, outside.opening())),
                    Cell.of(money(of, outside.amount())),
                    Cell.of(noted.map(ProviderMoney.Noted::note).orElse(words.text("outside.waits"))));
        }
    }

    private static void reserves(Sheet sheet, Balances of) throws IOException {
        Words words = sheet.words();
        ReserveLedger ledger = of.reserves();
        sheet.heading(
                words.text("reserves", "source", of.source(), "profile", of.profile(), "currency", of.currency()));
        sheet.table(
                Column.text(words.text("reserves.type"), 5),
                Column.amount(words.text("reserves.started"), 2),
                Column.amount(words.text("reserves.held"), 2),
                Column.amount(words.text("reserves.released"), 2),
                Column.amount(words.text("reserves.balance"), 2));
        for (ReserveLedger.Balance balance : ledger.balances()) {
            sheet.row(
                    Cell.of(balance.type().isEmpty() ? words.text("reserves.all") : balance.type()),
                    Cell.of(money(of, balance.started())),
                    Cell.of(money(of, balance.held())),
                    Cell.of(money(of, balance.released())),
                    Cell.of(money(of, balance.amount())));
        }
        for (ReserveLedger.Balance balance : ledger.balances()) {
            LocalDate missed = balance.missed();
            if (missed != null) {
                sheet.warning(words.text(
                        "reserves.missing",
                        "type",
                        balance.type().isEmpty() ? words.text("reserves.all") : balance.type(),
                        "day",
                        missed,
                        "amount",
                        words.amount(money(of, balance.missing()))));
            }
        }
        sheet.table(Column.text(words.text("reserves.proof"), 6), Column.amount(words.text("amount.plain"), 3));
        proof(sheet, of, "reserves.balance", ledger.amount());
        proof(sheet, of, "reserves.not-ours", -ledger.started());
        proof(sheet, of, "reserves.before", ledger.before());
        proof(sheet, of, "reserves.waiting", -of.account().waiting());
        proof(sheet, of, "difference", of.account().difference());
        sheet.subtotal(
                Cell.of(words.text("reserves.booked")),
                Cell.of(money(of, of.account().booked())));
    }

    private static void proof(Sheet sheet, Balances of, String line, long amount) throws IOException {
        sheet.row(Cell.of(sheet.words().text(line)), Cell.of(money(of, amount)));
    }

    private static Money money(Balances of, long minor) {
        return Money.ofMinor(minor, of.currency());
    }
}
