package se.kvitta.sandbox.fortnox;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One financial year as an SIE file: 1 year balances, 2 and period balances, 3 and objects, 4 vouchers. */
final class SieExport {

    private static final DateTimeFormatter PERIOD = DateTimeFormatter.ofPattern("uuuuMM");

    private final Company company;
    private final FinancialYear year;
    private final int type;
    private final SieSelection selection;
    private final SieText text = new SieText();
    private final List<Voucher> vouchers;

    SieExport(Company company, FinancialYear year, int type, SieSelection selection) {
        this.company = company;
        this.year = year;
        this.type = type;
        this.selection = selection;
        this.vouchers = company.vouchers.all().stream()
                .filter(voucher -> voucher.financialYear() == year.id())
                .filter(voucher -> !voucher.date().isAfter(selection.to()))
                .toList();
    }

    byte[] bytes(LocalDate today) {
        writeIdentification(today);
        writeObjects();
        writeAccounts();
        writeYearBalances(0, year, Balances.of(vouchers));
        previousYear().ifPresent(previous -> writeYearBalances(-1, previous, Balances.of(company, previous.id())));
        if (type == 2 || type == 3) {
            writePeriodBalances();
        }
        if (type == 4) {
            writeVouchers();
        }
        return text.bytes();
    }

    private void writeIdentification(LocalDate today) {
        var profile = company.profile();
        text.line("FLAGGA", 0)
                .line("PROGRAM", text.quoted("Fortnox"), "3.0")
                .line("FORMAT", "PC8")
                .line("GEN", SieText.day(today))
                .line("SIETYP", type)
                .line("FNR", profile.tenant())
                .line("ORGNR", profile.organizationNumber())
                .line("FNAMN", text.quoted(profile.name()))
                .line("RAR", 0, SieText.day(year.from()), SieText.day(year.to()));
        previousYear()
                .ifPresent(previous -> text.line("RAR", -1, SieText.day(previous.from()), SieText.day(previous.to())));
        if (type != 1) {
            text.line("OMFATTN", SieText.day(selection.to()));
        }
        text.line("KPTYP", "EUBAS97").line("VALUTA", "SEK");
    }

    private Optional<FinancialYear> previousYear() {
        return company.yearOf(year.from().minusDays(1));
    }

    private void writeObjects() {
        if (type < 3) {
            return;
        }
        text.line("DIM", 1, text.quoted("Kostnadsställe"));
        text.line("DIM", 6, text.quoted("Projekt"));
        company.costCenters
                .all()
                .forEach(entry -> text.line("OBJEKT", 1, text.quoted(entry.code()), text.quoted(entry.description())));
        company.projects
                .all()
                .forEach(
                        entry -> text.line("OBJEKT", 6, text.quoted(entry.number()), text.quoted(entry.description())));
    }

    private void writeAccounts() {
        var used = usedAccounts();
        for (var account : accountsOf(year.id())) {
            if (account.active() || selection.allAccounts() || used.contains(account.number())) {
                text.line("KONTO", account.number(), text.quoted(account.description()));
                text.line("KTYP", account.number(), kind(account.number()));
                if (account.sru() != null) {
                    text.line("SRU", account.number(), account.sru());
                }
            }
        }
    }

    private Set<Integer> usedAccounts() {
        var used = new HashSet<Integer>();
        vouchers.forEach(voucher -> voucher.rows().forEach(row -> used.add(row.account())));
        accountsOf(year.id()).stream()
                .filter(account -> account.openingOre() != 0)
                .forEach(account -> used.add(account.number()));
        return used;
    }

    private List<Account> accountsOf(int financialYear) {
        return company.accounts.all().stream()
                .filter(account -> account.financialYear() == financialYear)
                .sorted(Comparator.comparingInt(Account::number))
                .toList();
    }

    /** T asset, S debt or equity, I income, K cost. */
    private static char kind(int account) {
        if (account < 2000) {
            return 'T';
        }
        if (account < 3000) {
            return 'S';
        }
        return account < 4000 || (account >= 8000 && account < 8400) ? 'I' : 'K';
    }

    private void writeYearBalances(int index, FinancialYear of, Balances balances) {
        var accounts = accountsOf(of.id());
        for (var account : accounts) {
            if (account.openingOre() != 0) {
                text.line("IB", index, account.number(), SieText.amount(account.openingOre()));
            }
        }
        for (var account : accounts) {
            long closing = balances.closingOre(account);
            if (closing != 0 || balances.hasMoved(account.number())) {
                text.line(account.number() < 3000 ? "UB" : "RES", index, account.number(), SieText.amount(closing));
            }
        }
    }

    private void writePeriodBalances() {
        var balances = Balances.of(vouchers);
        accountsOf(year.id()).forEach(account -> balances.byMonth(account.number())
                .forEach((month, ore) ->
                        text.line("PSALDO", 0, PERIOD.format(month), account.number(), "{}", SieText.amount(ore))));
        if (type == 3) {
            writeObjectBalances(
                    1, company.costCenters.all().stream().map(CostCenter::code).toList());
            writeObjectBalances(
                    6, company.projects.all().stream().map(Project::number).toList());
        }
    }

    private void writeObjectBalances(int dimension, List<String> objects) {
        for (var object : objects) {
            var balances =
                    Balances.of(vouchers, row -> object.equals(dimension == 1 ? row.costCenter() : row.project()));
            var list = "{" + dimension + " " + text.quoted(object) + "}";
            accountsOf(year.id()).forEach(account -> balances.byMonth(account.number())
                    .forEach((month, ore) ->
                            text.line("PSALDO", 0, PERIOD.format(month), account.number(), list, SieText.amount(ore))));
        }
    }

    private void writeVouchers() {
        vouchers.stream()
                .filter(selection::holds)
                .sorted(Comparator.comparing(Voucher::series).thenComparingInt(Voucher::number))
                .forEach(this::writeVoucher);
    }

    private void writeVoucher(Voucher voucher) {
        var registered = voucher.registered().atZone(SandboxClock.STOCKHOLM).toLocalDate();
        text.line(
                "VER",
                voucher.series(),
                voucher.number(),
                SieText.day(voucher.date()),
                text.quoted(voucher.description()),
                SieText.day(registered));
        text.brace('{');
        for (var row : voucher.rows()) {
            switch (row.state()) {
                case STRUCK -> writeRow("BTRANS", voucher, row);
                case BOOKED -> writeRow("TRANS", voucher, row);
                case ADDED -> {
                    // Readers that do not know added rows skip the first and take the second.
                    writeRow("RTRANS", voucher, row);
                    writeRow("TRANS", voucher, row);
                }
            }
        }
        text.brace('}');
    }

    private void writeRow(String label, Voucher voucher, Voucher.Row row) {
        text.line(
                label,
                row.account(),
                objects(row),
                SieText.amount(row.effectOre()),
                SieText.day(voucher.date()),
                text.quoted(row.text() == null ? "" : row.text()));
    }

    private String objects(Voucher.Row row) {
        var costCenter = object(1, row.costCenter());
        var project = object(6, row.project());
        return "{" + costCenter + (costCenter.isEmpty() || project.isEmpty() ? "" : " ") + project + "}";
    }

    private String object(int dimension, @Nullable String code) {
        return code == null ? "" : dimension + " " + text.quoted(code);
    }
}
