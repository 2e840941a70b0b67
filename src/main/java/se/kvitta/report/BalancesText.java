package se.kvitta.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import se.kvitta.ledger.Money;
import se.kvitta.report.ProviderBalances.Balances;

/** Debts and reserves as names and values, for a console. */
final class BalancesText {

    private BalancesText() {}

    static List<Map<String, String>> lines(List<Balances> all) {
        var lines = new ArrayList<Map<String, String>>();
        for (Balances one : all) {
            if (!one.debts().isEmpty()) {
                lines.add(debt(one));
            }
            for (ReserveLedger.Balance balance : one.reserves().balances()) {
                Map<String, String> line = line(one);
                line.put("type", balance.type());
                line.put("started", money(one, balance.started()));
                line.put("held", money(one, balance.held()));
                line.put("released", money(one, balance.released()));
                line.put("reserve", money(one, balance.amount()));
                line.put("missing", money(one, balance.missing()));
                line.put("accountDifference", money(one, one.account().difference()));
                lines.add(line);
            }
        }
        return lines;
    }

    private static Map<String, String> debt(Balances of) {
        DebtLedger ledger = of.debts();
        Long stated = ledger.stated();
        Map<String, String> line = line(of);
        line.put("debt", money(of, ledger.open()));
        line.put("stated", stated == null ? "" : money(of, stated));
        line.put("difference", money(of, ledger.difference()));
        line.put(
                "oldest",
                ledger.debts().stream()
                        .filter(debt -> debt.open() > 0)
                        .findFirst()
                        .map(debt -> debt.reference() + " " + debt.since() + ", " + debt.days(ledger.day()) + " d")
                        .orElse(""));
        ledger.aged().forEach((age, sum) -> line.put("age_" + age.name().toLowerCase(Locale.ROOT), money(of, sum)));
        return line;
    }

    private static Map<String, String> line(Balances of) {
        var line = new LinkedHashMap<String, String>();
        line.put("profile", of.profile());
        line.put("source", of.source());
        line.put("currency", of.currency().getCurrencyCode());
        return line;
    }

    private static String money(Balances of, long minor) {
        return Money.ofMinor(minor, of.currency()).toString();
    }
}
