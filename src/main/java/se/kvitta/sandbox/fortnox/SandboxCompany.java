package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A company of the sandbox, seen from outside the API: its books, and what the people who work in it do without any
 * program. Throws {@link IllegalArgumentException} with Fortnox's reason when Fortnox would not let them.
 */
public final class SandboxCompany {

    private static final int LONGEST_DESCRIPTION = 200;

    private final Company company;
    private final Grants grants;
    private final Assumptions assumptions;
    private final SandboxClock clock;

    SandboxCompany(Company company, Grants grants, Assumptions assumptions, SandboxClock clock) {
        this.company = company;
        this.grants = grants;
        this.assumptions = assumptions;
        this.clock = clock;
    }

    public long tenant() {
        return profile().tenant();
    }

    public String name() {
        return profile().name();
    }

    /** The customers, invoices and payments. */
    public SandboxSales sales() {
        return new SandboxSales(company, assumptions, clock);
    }

    /**
     * Returns what every account of a year holds, balances brought forward included.
     *
     * @param financialYear the id of the year, not the calendar year
     * @return öre by account, debit above zero; accounts on which nothing ever was are left out
     */
    public Map<Integer, Long> balances(int financialYear) {
        return company.exclusively(() -> {
            var moved = Balances.of(company, financialYear);
            var balances = new TreeMap<Integer, Long>();
            for (var account : company.accounts.all()) {
                if (account.financialYear() == financialYear
                        && (account.openingOre() != 0 || moved.hasMoved(account.number()))) {
                    balances.put(account.number(), moved.closingOre(account));
                }
            }
            return Collections.unmodifiableMap(balances);
        });
    }

    /**
     * Returns what is wrong with the books, a sentence each; empty while every verification balances, numbers have no
     * gaps, the receivable in the ledger is the sum of the open invoices, balances follow from payments, and no two
     * invoices that count have the same ExternalInvoiceReference1.
     */
    public List<String> invariants() {
        return company.exclusively(() -> Invariants.broken(company));
    }

    /** Returns all files that were uploaded, in their order. */
    public List<StoredFile> files() {
        return company.exclusively(company.files::all);
    }

    /** Returns which file hangs on which voucher. */
    public List<FileConnection> connections() {
        return company.exclusively(company.connections::all);
    }

    /** Hangs a file on another voucher, as a person may. */
    public void connect(FileConnection connection) {
        company.exclusively(() -> {
            company.change()
                    .put(company.connections, connection.fileId(), connection)
                    .commit();
            return connection;
        });
    }

    /** Throws a file away, as a person may before it is connected. */
    public void throwAway(String file) {
        company.exclusively(() -> {
            company.change().drop(company.files, file).commit();
            return file;
        });
    }

    private Profile profile() {
        return company.exclusively(company::profile);
    }

    /** Returns all vouchers of all years, in the order in which they were entered. */
    public List<Voucher> vouchers() {
        return company.exclusively(company.vouchers::all);
    }

    /**
     * Locks the books through a Swedish day.
     *
     * @param date the last locked day; null unlocks everything
     */
    public void lockThrough(@Nullable LocalDate date) {
        changeProfile(profile -> profile.lockedThrough(date));
    }

    /**
     * Chooses the year that calls without a year are about.
     *
     * @param financialYear the id of the year, not the calendar year
     */
    public void preselect(int financialYear) {
        company.exclusively(() -> company.year(financialYear).orElseThrow(() -> missing("year " + financialYear)));
        changeProfile(profile -> profile.preselecting(financialYear));
    }

    /**
     * Pays for modules.
     *
     * @param scopes those that work from now on; all others answer 403
     */
    public void license(List<String> scopes) {
        changeProfile(profile -> profile.licensedFor(scopes));
    }

    /**
     * Switches the warehouse module on or off.
     *
     * @param active while it is on, it counts the stock and nobody else does
     */
    public void useWarehouse(boolean active) {
        company.exclusively(() -> {
            var settings = company.articleSettings().withWarehouse(active);
            company.change()
                    .put(company.articleSettings, ArticleSettings.KEY, settings)
                    .commit();
            return settings;
        });
    }

    /** Opens a stock point, for the warehouse module. */
    public void addStockPoint(String code, String name) {
        company.exclusively(() -> {
            var point = new StockPoint(UUID.randomUUID().toString(), code, name, true, Map.of(), false);
            company.change().put(company.stockPoints, point.id(), point).commit();
            return point;
        });
    }

    /**
     * Counts what lies at a stock point, for the warehouse module.
     *
     * @param quantity what was counted, with two decimals at most
     */
    public void count(String article, String stockPoint, BigDecimal quantity) {
        company.exclusively(() -> {
            if (!company.articleRegister.has(article)) {
                throw missing("article " + article);
            }
            if (company.stockPoints.all().stream()
                    .noneMatch(point -> point.code().equals(stockPoint))) {
                throw missing("stock point " + stockPoint);
            }
            var stock = new Stock(article, stockPoint, quantity.setScale(2, RoundingMode.UNNECESSARY));
            company.change().put(company.stock, stock.key(), stock).commit();
            return stock;
        });
    }

    /**
     * Takes rights away from the user on whose behalf programs call.
     *
     * @param fields such as {@code Account.BalanceBroughtForward}; they read {@code API_NORIGHT} from now on
     */
    public void withhold(List<String> fields) {
        changeProfile(profile -> profile.withoutRightTo(fields));
    }

    private void changeProfile(UnaryOperator<Profile> change) {
        company.exclusively(() -> {
            var profile = change.apply(company.profile());
            company.change().put(company.profiles, Profile.KEY, profile).commit();
            return profile;
        });
    }

    /** Switches an account of one year on or off. */
    public void activate(int financialYear, int account, boolean active) {
        company.exclusively(() -> {
            var found = company.accounts
                    .find(Account.key(financialYear, account))
                    .orElseThrow(() -> missing("account " + account));
            var change = company.change();
            change.put(company.accounts, found.key(), found.withActive(active, change.at()))
                    .commit();
            return found;
        });
    }

    /**
     * Opens or closes a voucher series of one year for vouchers by hand and by the API.
     *
     * @param manual false closes it
     */
    public void openSeries(int financialYear, String series, boolean manual) {
        company.exclusively(() -> {
            var found = company.series
                    .find(VoucherSeries.key(financialYear, series))
                    .orElseThrow(() -> missing("series " + series));
            var change = company.change();
            change.put(company.series, found.key(), found.with(found.description(), manual, change.at()))
                    .commit();
            return found;
        });
    }

    /** Changes what a voucher says, as a person may; date, rows and number stay. */
    public Voucher editVoucher(int financialYear, String series, int number, String description) {
        return company.exclusively(() -> {
            var voucher = unlocked(financialYear, series, number);
            if (description.isBlank() || description.length() > LONGEST_DESCRIPTION) {
                throw AssumedReason.TEXT_LENGTH.refusal("Description");
            }
            var change = company.change();
            var edited = voucher.withText(description, voucher.comments(), change.at());
            change.put(company.vouchers, edited.key(), edited).commit();
            return edited;
        });
    }

    /**
     * Strikes rows of a booked voucher and adds others in their place.
     *
     * @param struck positions of the rows, from 0
     * @param added JSON array of rows as the API takes them; {@code []} when nothing is added
     */
    public Voucher strikeRows(int financialYear, String series, int number, List<Integer> struck, String added) {
        return company.exclusively(() -> {
            var voucher = unlocked(financialYear, series, number);
            var rows = new ArrayList<Voucher.Row>();
            for (int i = 0; i < voucher.rows().size(); i++) {
                var row = voucher.rows().get(i);
                rows.add(struck.contains(i) ? row.in(Voucher.RowState.STRUCK) : row);
            }
            rows.addAll(readRows(voucher, added));
            VoucherRules.requireBalance(rows);
            var change = company.change();
            var corrected = voucher.withRows(rows, change.at());
            change.put(company.vouchers, corrected.key(), corrected).commit();
            return corrected;
        });
    }

    /** Takes away the last voucher of its series, as a person may. */
    public Voucher deleteVoucher(int financialYear, String series, int number) {
        return company.exclusively(() -> {
            var voucher = unlocked(financialYear, series, number);
            VoucherResource.delete(company, voucher);
            return voucher;
        });
    }

    private List<Voucher.Row> readRows(Voucher voucher, String added) {
        var body = ("{\"Rows\":{\"VoucherRows\":" + added + "}}").getBytes(StandardCharsets.UTF_8);
        var input = VoucherShape.ADDED_ROWS.updated(body, assumptions);
        var year = company.year(voucher.financialYear()).orElseThrow(() -> missing("year " + voucher.financialYear()));
        var header = new VoucherRow.Header(year, voucher.date(), voucher.costCenter(), voucher.project());
        var reader = new VoucherRow(company, header, assumptions);
        return input.rows("VoucherRows").stream()
                .map(row -> reader.read(row, 1).in(Voucher.RowState.ADDED))
                .toList();
    }

    /**
     * Books a voucher that comes from somewhere else: by hand, or from Fortnox's own invoices. The date decides the year.
     *
     * @param voucher the JSON that the API takes, without wrapper; {@code ReferenceType} and {@code ReferenceNumber} may
     *     be set, and any series of the year is open
     */
    public Voucher addVoucher(String voucher) {
        var document = object(voucher);
        var origin = new VoucherRules.Origin(
                taken(document, "ReferenceType").orElse("MANUAL"),
                taken(document, "ReferenceNumber").orElse(null),
                true);
        var body = Json.bytes(Json.object().set("Voucher", document));
        return company.exclusively(() -> {
            var change = company.change();
            var input = VoucherShape.VOUCHER.created(body, assumptions);
            var booked = new VoucherRules(company, assumptions).voucher(input, null, origin, change.at());
            VoucherRules.book(company, booked, change);
            change.commit();
            return booked;
        });
    }

    static ObjectNode object(String json) {
        try {
            JsonNode document = Json.read(json.getBytes(StandardCharsets.UTF_8));
            if (document instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    static Optional<String> taken(ObjectNode document, String field) {
        return Optional.ofNullable(document.remove(field)).map(JsonNode::asText);
    }

    /**
     * Lets a program use the company through a service account, as if an administrator had approved it.
     *
     * @param scopes blank-separated
     */
    public void consent(String clientId, String scopes) {
        var grant = new Grants.Grant(clientId, tenant(), Grants.SERVICE_USER_ID, Scopes.parse(scopes));
        grants.grant(new Grants.Consent(grant, true));
    }

    /** Takes the program's consent back, and its codes and refresh tokens with it. */
    public void withdrawConsent(String clientId) {
        grants.withdraw(clientId, tenant());
    }

    private Voucher unlocked(int financialYear, String series, int number) {
        var voucher = company.vouchers
                .find(Voucher.key(financialYear, series, number))
                .orElseThrow(() -> missing("voucher " + series + number));
        company.requireUnlocked(voucher.date());
        return voucher;
    }

    private static IllegalArgumentException missing(String what) {
        return new IllegalArgumentException("there is no " + what);
    }
}
