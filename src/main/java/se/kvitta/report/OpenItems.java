package se.kvitta.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import se.kvitta.journal.BookFigures;
import se.kvitta.journal.BookFigures.Remainder;
import se.kvitta.journal.BookFigures.Unpaid;
import se.kvitta.journal.BookFigures.Waiting;
import se.kvitta.ledger.Money;
import se.kvitta.merchant.Merchant;
import se.kvitta.report.MonthReport.OpenItem;
import se.kvitta.sheet.Cell;
import se.kvitta.sheet.Column;
import se.kvitta.sheet.Sheet;
import se.kvitta.sheet.Words;

/** What is open on a merchant's clearing, claim, reserve, transit and disputed accounts at the end of a day, item by item. */
final class OpenItems implements Sheet.Content {

    private final BookFigures figures;
    private final Merchant merchant;
    private final LocalDate day;

    OpenItems(BookFigures figures, Merchant merchant, LocalDate day) {
        this.figures = figures;
        this.merchant = merchant;
        this.day = day;
    }

    /**
     * What is left when what was cleared without naming its item is taken from the item of the same amount, else from
     * the oldest. Amounts above and below zero never remain beside each other.
     *
     * @param remainders of one account
     */
    static List<OpenItem> aged(List<Remainder> remainders, LocalDate day, Currency books) {
        var open = new ArrayList<>(remainders);
        open.sort(Comparator.comparing(Remainder::since).thenComparing(Remainder::item));
        long sum = open.stream().mapToLong(Remainder::amount).sum();
        int side = sum < 0 ? -1 : 1;
        for (Remainder against : List.copyOf(open)) {
            if (Long.signum(against.amount()) == -side) {
                open.remove(against);
                takeOff(against, open, side);
            }
        }
        return open.stream()
                .filter(item -> item.amount() != 0 || item.inBooks() != 0)
                .map(item -> new OpenItem(
                        item.item(),
                        item.since(),
                        ChronoUnit.DAYS.between(item.since(), day),
                        Money.ofMinor(item.amount(), item.currency()),
                        Money.ofMinor(item.inBooks(), books)))
                .toList();
    }

    private static void takeOff(Remainder against, List<Remainder> open, int side) {
        long amount = -against.amount();
        long inBooks = -against.inBooks();
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).amount() == amount) {
                open.set(i, less(open.get(i), amount, inBooks));
                return;
            }
        }
        for (int i = 0; i < open.size() && amount != 0; i++) {
            long there = open.get(i).amount();
            if (Long.signum(there) == side) {
                long taken = Math.abs(there) < Math.abs(amount) ? there : amount;
                // The books' value goes with the last of it, so that the sum of the list stays the balance.
                long value = taken == amount ? inBooks : open.get(i).inBooks();
                open.set(i, less(open.get(i), taken, value));
                amount -= taken;
                inBooks -= value;
            }
        }
    }

    private static Remainder less(Remainder item, long amount, long inBooks) {
        return new Remainder(
                item.profile(),
                item.role(),
                item.currency(),
                item.item(),
                item.paid(),
                item.since(),
                item.amount() - amount,
                item.inBooks() - inBooks);
    }

    @Override
    public void writeTo(Sheet sheet) throws IOException {
        Words words = sheet.words();
        sheet.fact(words.text("company"), merchant.title());
        sheet.fact(words.text("organisation"), merchant.organisationNumber());
        sheet.fact(words.text("open.day"), day.toString());
        var accounts = new TreeMap<>(figures.remainders(merchant.name(), day).stream()
                .collect(Collectors.groupingBy(item -> String.join(
                        "|", item.profile(), item.role(), item.currency().getCurrencyCode()))));
        if (accounts.isEmpty()) {
            sheet.fact(words.text("open.nothing"), "");
        }
        for (List<Remainder> account : accounts.values()) {
            account(sheet, account);
        }
        orders(sheet);
        waiting(sheet);
    }

    private void account(Sheet sheet, List<Remainder> account) throws IOException {
        Words words = sheet.words();
        Remainder one = account.get(0);
        boolean clearing = one.role().startsWith("CLEARING_") || one.role().startsWith("CLAIM_");
        sheet.heading(MonthSheet.account(words, one.role()) + " " + one.profile() + " " + one.currency());
        sheet.table(
                Column.text(words.text("open.item"), 6),
                Column.text(words.text("open.since"), 3),
                Column.amount(words.text("open.age"), 2),
                Column.amount(words.text("amount", "currency", one.currency()), 3),
                Column.amount(words.text("amount", "currency", merchant.books()), 3));
        List<OpenItem> items = clearing
                ? account.stream()
                        .map(item -> new OpenItem(
                                item.item(),
                                item.since(),
                                ChronoUnit.DAYS.between(item.since(), day),
                                Money.ofMinor(item.amount(), item.currency()),
                                Money.ofMinor(item.inBooks(), merchant.books())))
                        .toList()
                : aged(account, day, merchant.books());
        for (OpenItem item : items) {
            sheet.row(
                    Cell.of(item.item()),
                    Cell.of(item.since()),
                    Cell.of(item.days()),
                    Cell.of(item.amount()),
                    Cell.of(item.inBooks()));
        }
        sheet.subtotal(
                Cell.of(words.text("sum")),
                Cell.EMPTY,
                Cell.EMPTY,
                Cell.of(sum(account, one.currency())),
                Cell.of(Money.ofMinor(
                        account.stream().mapToLong(Remainder::inBooks).sum(), merchant.books())));
    }

    private static Money sum(List<Remainder> items, Currency currency) {
        return Money.ofMinor(items.stream().mapToLong(Remainder::amount).sum(), currency);
    }

    /** Order by order, what stands on clearing because its payout comes later. */
    private void orders(Sheet sheet) throws IOException {
        Words words = sheet.words();
        sheet.heading(words.text("open.orders"));
        sheet.table(
                Column.text(words.text("profile"), 3),
                Column.text(words.text("order"), 5),
                Column.text(words.text("kind"), 3),
                Column.text(words.text("day"), 2),
                Column.text(words.text("payout"), 3),
                Column.text(words.text("payout-day"), 2),
                Column.amount(words.text("amount.plain"), 3),
                Column.text(words.text("currency"), 1));
        Map<String, Long> sums = new TreeMap<>();
        try {
            figures.unpaid(merchant.name(), day, event -> {
                sums.merge(event.profile() + "|" + event.currency(), event.effect(), Math::addExact);
                order(sheet, event);
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Map.Entry<String, Long> sum : sums.entrySet()) {
            String[] pot = sum.getKey().split("\\|", -1);
            Money total = Money.ofMinor(sum.getValue(), Currency.getInstance(pot[1]));
            sheet.subtotal(
                    Cell.of(pot[0]),
                    Cell.of(words.text("sum")),
                    Cell.EMPTY,
                    Cell.EMPTY,
                    Cell.EMPTY,
                    Cell.EMPTY,
                    Cell.of(total),
                    Cell.of(pot[1]));
        }
    }

    private static void order(Sheet sheet, Unpaid event) {
        try {
            sheet.row(
                    Cell.of(event.profile()),
                    Cell.of(event.order()),
                    Cell.of(sheet.words()
                            .textOr("kind." + event.kind(), event.kind().name())),
                    Cell.of(event.booked()),
                    Cell.of(event.title()),
                    Cell.of(event.paid()),
                    Cell.of(Money.ofMinor(event.effect(), event.currency())),
                    Cell.of(event.currency().getCurrencyCode()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What waits for a person: paid, but not booked, so that clearing stands in credit for it. */
    private void waiting(Sheet sheet) throws IOException {
        List<Waiting> held = figures.held(merchant.name(), MonthReports.balanceProfiles(merchant), day);
        if (!held.isEmpty()) {
            Words words = sheet.words();
            sheet.heading(words.text("held"));
            sheet.table(
                    Column.text(words.text("profile"), 3),
                    Column.text(words.text("order"), 5),
                    Column.text(words.text("day"), 2),
                    Column.text(words.text("payout"), 3),
                    Column.text(words.text("reason"), 4),
                    Column.amount(words.text("amount.plain"), 3),
                    Column.text(words.text("currency"), 1));
            for (Waiting waiting : held) {
                sheet.row(
                        Cell.of(waiting.profile()),
                        Cell.of(waiting.event().order().shown()),
                        Cell.of(waiting.day()),
                        Cell.of(waiting.title()),
                        Cell.of(waiting.reason().code()),
                        Cell.of(waiting.event().effect()),
                        Cell.of(waiting.event().amount().currency().getCurrencyCode()));
            }
        }
    }
}
