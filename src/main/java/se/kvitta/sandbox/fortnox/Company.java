package se.kvitta.sandbox.fortnox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One company: its registers, in one file, used by one call at a time. */
final class Company implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Books books;

    final Register<Profile> profiles;
    final Register<FinancialYear> years;
    final Register<Account> accounts;
    final Register<VoucherSeries> series;
    final Register<Voucher> vouchers;
    final Register<CostCenter> costCenters;
    final Register<Project> projects;
    final Register<CurrencyRate> currencies;
    final Register<Predefined> predefinedAccounts;
    final Register<Predefined> predefinedSeries;
    final Register<StoredFile> files;
    final Register<FileConnection> connections;

    final Register<Coded> termsOfDeliveries;
    final Register<Coded> wayOfDeliveries;
    final Register<Coded> units;
    final Register<Label> labels;
    final Register<PriceList> priceLists;
    final Register<Price> prices;
    final Register<Article> articleRegister;
    final Register<ArticleFile> articleFiles;
    final Register<ArticleUrl> articleUrls;
    final Register<StoredFile> archive;
    final Register<Folder> folders;
    final Register<Attachment> attachments;
    final Register<StockPoint> stockPoints;
    final Register<Stock> stock;
    final Register<ArticleSettings> articleSettings;
    final Register<Customer> customers;
    final Register<ModeOfPayment> modesOfPayments;
    final Register<TermOfPayment> termsOfPayments;
    final Register<Invoice> invoices;
    final Register<InvoicePayment> payments;
    final Register<SalesSettings> settings;
    final Register<Sequence> sequences;
    final Register<Order> orders;
    final Articles articles = this::facts;

    private Company(Books books) {
        this.books = books;
        profiles = books.register("profiles", Profile.class);
        years = books.register("years", FinancialYear.class);
        accounts = books.register("accounts", Account.class);
        series = books.register("series", VoucherSeries.class);
        vouchers = books.register("vouchers", Voucher.class);
        costCenters = books.register("costCenters", CostCenter.class);
        projects = books.register("projects", Project.class);
        currencies = books.register("currencies", CurrencyRate.class);
        predefinedAccounts = books.register("predefinedAccounts", Predefined.class);
        predefinedSeries = books.register("predefinedSeries", Predefined.class);
        files = books.register("files", StoredFile.class);
        connections = books.register("connections", FileConnection.class);
        termsOfDeliveries = books.register("termsOfDeliveries", Coded.class);
        wayOfDeliveries = books.register("wayOfDeliveries", Coded.class);
        units = books.register("units", Coded.class);
        labels = books.register("labels", Label.class);
        priceLists = books.register("priceLists", PriceList.class);
        prices = books.register("prices", Price.class);
        articleRegister = books.register("articles", Article.class);
        articleFiles = books.register("articleFiles", ArticleFile.class);
        articleUrls = books.register("articleUrls", ArticleUrl.class);
        archive = books.register("archive", StoredFile.class);
        folders = books.register("folders", Folder.class);
        attachments = books.register("attachments", Attachment.class);
        stockPoints = books.register("stockPoints", StockPoint.class);
        stock = books.register("stock", Stock.class);
        articleSettings = books.register("articleSettings", ArticleSettings.class);
        customers = books.register("customers", Customer.class);
        modesOfPayments = books.register("modesOfPayments", ModeOfPayment.class);
        termsOfPayments = books.register("termsOfPayments", TermOfPayment.class);
        invoices = books.register("invoices", Invoice.class);
        payments = books.register("payments", InvoicePayment.class);
        settings = books.register("salesSettings", SalesSettings.class);
        sequences = books.register("sequences", Sequence.class);
        orders = books.register("orders", Order.class);
    }

    static Company open(Path file, Clock clock) throws IOException {
        return new Company(Books.open(file, clock));
    }

    /** True for a file that was killed before its first line was whole: it must be seeded again. */
    boolean isEmpty() {
        return !profiles.has(Profile.KEY);
    }

    <T> T exclusively(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    Books.Change change() {
        return books.change();
    }

    Profile profile() {
        return profiles.find(Profile.KEY).orElseThrow(() -> new IllegalStateException("the company was never seeded"));
    }

    Optional<FinancialYear> year(int id) {
        return years.find(Integer.toString(id));
    }

    Optional<FinancialYear> yearOf(LocalDate date) {
        return years.all().stream().filter(year -> year.holds(date)).findFirst();
    }

    ArticleSettings articleSettings() {
        return articleSettings.find(ArticleSettings.KEY).orElse(ArticleSettings.USUAL);
    }

    /** A file of the inbox or the archive, by the id that connections name. */
    Optional<StoredFile> file(String id) {
        return files.find(id).or(() -> archive.find(id));
    }

    /** A file of the inbox or the archive, by the id that attachments name. */
    Optional<StoredFile> archived(String archiveId) {
        return Stream.concat(files.all().stream(), archive.all().stream())
                .filter(file -> file.archiveId().equals(archiveId))
                .findFirst();
    }

    /** Whether there is a document that files can hang on. */
    boolean hasDocument(String type, long number) {
        return switch (type) {
            case "F" -> invoices.has(Long.toString(number));
            case "O" -> orders.has(Long.toString(number));
            default -> false;
        };
    }

    private Optional<Articles.Facts> facts(String article) {
        return articleRegister.find(article).map(found -> new RegisteredArticle(this, found));
    }

    /** A file that hangs on something has left the inbox. */
    boolean hangs(StoredFile file) {
        return connections.has(file.id())
                || articleFiles.has(file.id())
                || attachments.all().stream()
                        .anyMatch(attachment -> attachment.fileId().equals(file.archiveId()));
    }

    /** An account that may be booked on; throws a refusal when the year lacks it or it is switched off. */
    Account usableAccount(FinancialYear year, int number) {
        var account = accounts.find(Account.key(year.id(), number))
                .orElseThrow(() -> KnownReason.ACCOUNT_MISSING.refusal(number));
        if (!account.active()) {
            throw AssumedReason.ACCOUNT_INACTIVE.refusal(number);
        }
        return account;
    }

    /** Whoever dates something where there is no financial year is refused. */
    FinancialYear requiredYear(LocalDate date) {
        return yearOf(date).orElseThrow(() -> AssumedReason.NO_YEAR_FOR_DATE.refusal(date));
    }

    void requireUnlocked(LocalDate date) {
        var locked = profile().lockedThrough();
        if (locked != null && !date.isAfter(locked)) {
            throw KnownReason.PERIOD_LOCKED.refusal(profile().name(), locked);
        }
    }

    /** Customers that were not deleted. */
    List<Customer> presentCustomers() {
        return customers.all().stream().filter(customer -> !customer.deleted()).toList();
    }

    Optional<Customer> customer(String number) {
        return customers.find(number).filter(customer -> !customer.deleted());
    }

    SalesSettings salesSettings() {
        return settings.find(SalesSettings.KEY).orElse(SalesSettings.USUAL);
    }

    /** The account for one use; throws a refusal when nobody has named one. */
    int predefinedAccount(String use) {
        return predefinedAccounts
                .find(use)
                .filter(predefined -> !predefined.value().isEmpty())
                .map(predefined -> Integer.parseInt(predefined.value()))
                .orElseThrow(() -> AssumedReason.PREDEFINED_ACCOUNT_MISSING.refusal(use));
    }

    Sequence sequence(String name) {
        return sequences.find(name).orElseGet(() -> new Sequence(name, 1));
    }

    /** Throws when the preselected year is gone, which no call can bring about. */
    FinancialYear preselectedYear() {
        return year(profile().preselectedYear())
                .orElseThrow(() -> new IllegalStateException("the preselected year does not exist"));
    }

    @Override
    public void close() {
        exclusively(() -> {
            books.close();
            return true;
        });
    }
}
