package se.kvitta.sandbox.fortnox;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes a seed into the books of a new company, as one change. */
final class Seeding {

    private final Seed seed;
    private final Company company;
    private final Books.Change change;

    private Seeding(Seed seed, Company company) {
        this.seed = seed;
        this.company = company;
        this.change = company.change();
    }

    static void sow(Seed seed, Company company) throws IOException {
        var seeding = new Seeding(seed, company);
        var chart = Seed.chart(seed.chart());
        for (var year : seed.years()) {
            seeding.sowYear(year, chart);
        }
        seeding.sowRegisters();
        seeding.sowProfile();
        seeding.change.commit();
    }

    private void sowYear(Seed.Year year, Seed.Chart chart) {
        var financialYear = new FinancialYear(year.id(), year.from(), year.to(), year.method(), year.accountChart());
        change.put(company.years, financialYear.key(), financialYear);
        requireBalance(year.opening());
        chart.accounts().forEach((number, name) -> {
            if (!year.without().contains(number)) {
                var account = account(year, number, name, chart.vatCodes().get(number));
                change.put(company.accounts, account.key(), account);
            }
        });
        for (var series : seed.series()) {
            var entry =
                    new VoucherSeries(year.id(), series.code(), series.description(), series.manual(), 1, change.at());
            change.put(company.series, entry.key(), entry);
        }
    }

    private void requireBalance(Map<String, BigDecimal> opening) {
        var sum = opening.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.signum() != 0) {
            throw new IllegalArgumentException(seed.name() + ": the opening balances are off by " + sum);
        }
    }

    private Account account(Seed.Year year, String number, String name, @Nullable String vatCode) {
        var settings = seed.costCenterRequired().contains(number)
                ? Account.MANDATORY
                : seed.costCenterForbidden().contains(number) ? Account.NOT_ALLOWED : Account.ALLOWED;
        var opening = year.opening().getOrDefault(number, BigDecimal.ZERO);
        return new Account(
                year.id(),
                Integer.parseInt(number),
                name,
                !seed.inactive().contains(number),
                vatCode,
                null,
                null,
                settings,
                null,
                Account.ALLOWED,
                null,
                Account.ALLOWED,
                Amounts.ore(opening),
                change.at());
    }

    private void sowRegisters() {
        seed.predefinedAccounts()
                .forEach(
                        (name, account) -> change.put(company.predefinedAccounts, name, new Predefined(name, account)));
        seed.predefinedSeries()
                .forEach((name, series) -> change.put(company.predefinedSeries, name, new Predefined(name, series)));
        for (var entry : seed.costCenters()) {
            var costCenter = new CostCenter(entry.code(), entry.description(), null, true, change.at());
            change.put(company.costCenters, costCenter.code(), costCenter);
        }
        for (var entry : seed.projects()) {
            var project = new Project(
                    entry.code(), entry.description(), "ONGOING", null, null, null, null, null, change.at());
            change.put(company.projects, project.number(), project);
        }
        sowArticleRegisters();
        for (var entry : seed.termsOfPayments()) {
            change.put(company.termsOfPayments, entry.code(), new TermOfPayment(entry.code(), entry.description()));
        }
        for (var entry : seed.modesOfPayments()) {
            change.put(
                    company.modesOfPayments,
                    entry.code(),
                    new ModeOfPayment(entry.code(), entry.description(), entry.account()));
        }
        var today = change.at().atZone(SandboxClock.STOCKHOLM).toLocalDate();
        for (var money : seed.currencies()) {
            var currency = new CurrencyRate(
                    money.code(),
                    money.description(),
                    money.rate(),
                    money.rate(),
                    BigDecimal.ONE,
                    today,
                    !money.code().equals("SEK"));
            change.put(company.currencies, currency.code(), currency);
        }
    }

    private void sowArticleRegisters() {
        sowCoded(company.termsOfDeliveries, seed.termsOfDeliveries());
        sowCoded(company.wayOfDeliveries, seed.wayOfDeliveries());
        sowCoded(company.units, seed.units());
        for (var entry : seed.priceLists()) {
            boolean first = entry.equals(seed.priceLists().get(0));
            change.put(company.priceLists, entry.code(), new PriceList(entry.code(), entry.description(), null, first));
        }
        for (var name : seed.archiveFolders()) {
            var folder = new Folder(UUID.randomUUID().toString(), name);
            change.put(company.folders, folder.id(), folder);
        }
        change.put(company.articleSettings, ArticleSettings.KEY, new ArticleSettings(seed.purchaseAccount(), false));
    }

    private void sowCoded(Register<Coded> register, List<Seed.Dimension> entries) {
        entries.forEach(
                entry -> change.put(register, entry.code(), new Coded(entry.code(), entry.description(), null)));
    }

    private void sowProfile() {
        var licences = seed.licences();
        var profile = new Profile(
                seed.tenant(),
                seed.name(),
                seed.organizationNumber(),
                seed.vatNumber(),
                seed.address(),
                seed.zipCode(),
                seed.city(),
                seed.email(),
                seed.phone(),
                seed.bankgiro(),
                seed.accountCharts(),
                seed.preselectedYear(),
                seed.lockedThrough(),
                licences == null ? Scopes.ALL.stream().sorted().toList() : licences,
                seed.noRight());
        change.put(company.profiles, Profile.KEY, profile);
    }
}
