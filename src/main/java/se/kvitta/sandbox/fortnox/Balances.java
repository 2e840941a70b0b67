package se.kvitta.sandbox.fortnox;

import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What vouchers do to each account, in öre, debit above zero. Struck rows do nothing. */
final class Balances {

    private final Map<Integer, Map<YearMonth, Long>> changes = new TreeMap<>();

    private Balances() {}

    static Balances of(Company company, int financialYear) {
        return of(company.vouchers.all().stream()
                .filter(voucher -> voucher.financialYear() == financialYear)
                .toList());
    }

    static Balances of(List<Voucher> vouchers) {
        return of(vouchers, row -> true);
    }

    static Balances of(List<Voucher> vouchers, Predicate<Voucher.Row> rows) {
        var balances = new Balances();
        for (var voucher : vouchers) {
            var month = YearMonth.from(voucher.date());
            voucher.rows().stream().filter(Voucher.Row::counts).filter(rows).forEach(row -> balances.changes
                    .computeIfAbsent(row.account(), account -> new TreeMap<>())
                    .merge(month, row.effectOre(), Math::addExact));
        }
        return balances;
    }

    long closingOre(Account account) {
        return byMonth(account.number()).values().stream().reduce(account.openingOre(), Math::addExact);
    }

    boolean hasMoved(int account) {
        return changes.containsKey(account);
    }

    Map<YearMonth, Long> byMonth(int account) {
        return changes.getOrDefault(account, Map.of());
    }
}
