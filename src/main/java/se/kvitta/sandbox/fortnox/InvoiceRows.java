package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the rows of an invoice, new ones and those that change others. */
final class InvoiceRows {

    private static final int MOST = 500;
    private static final int LOWEST_ACCOUNT = 1000;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final Company company;
    private final Customer customer;
    private final FinancialYear year;
    private final RowDimensions dimensions;
    private final VatRules vat;

    InvoiceRows(Company company, Assumptions assumptions, Invoice.Head head, Customer customer, FinancialYear year) {
        this.company = company;
        this.customer = customer;
        this.year = year;
        dimensions = dimensions(company, head);
        vat = new VatRules(company.salesSettings(), assumptions);
    }

    /** What the rows of an invoice take from it where they say nothing. */
    static RowDimensions dimensions(Company company, Invoice.Head head) {
        return new RowDimensions(company, head.text("CostCenter"), head.text("Project"), head.invoiceDate());
    }

    /** Rows are matched by RowId when one of them has one, else by their place; those not sent go away. */
    List<Invoice.Row> read(List<Input> sent, List<Invoice.Row> before) {
        return read(sent, before, true);
    }

    /** What is only ordered need not be there. */
    List<Invoice.Row> readOrdered(List<Input> sent, List<Invoice.Row> before) {
        return read(sent, before, false);
    }

    private List<Invoice.Row> read(List<Input> sent, List<Invoice.Row> before, boolean delivered) {
        if (sent.size() > MOST) {
            throw AssumedReason.TOO_MANY_ROWS.refusal(MOST);
        }
        boolean byId = sent.stream().anyMatch(row -> row.has("RowId"));
        var rows = new ArrayList<Invoice.Row>();
        for (var row : sent) {
            rows.add(read(row, byId ? named(row, before) : at(rows.size(), before), delivered));
        }
        return List.copyOf(rows);
    }

    private static Invoice.@Nullable Row named(Input row, List<Invoice.Row> before) {
        var id = row.integer("RowId", null);
        if (id == null) {
            return null;
        }
        return before.stream()
                .filter(known -> known.id() == id)
                .findFirst()
                .orElseThrow(() -> AssumedReason.ROW_UNKNOWN.refusal(id));
    }

    private static Invoice.@Nullable Row at(int place, List<Invoice.Row> before) {
        return place < before.size() ? before.get(place) : null;
    }

    private Invoice.Row read(Input row, Invoice.@Nullable Row before, boolean delivered) {
        requireNoHouseWork(row);
        var article = row.text("ArticleNumber", before == null ? null : before.articleNumber());
        var facts = article == null ? null : facts(article);
        var account = account(row, before, facts);
        var found = account == null ? null : company.usableAccount(year, account);
        var fresh = before == null ? usual(facts) : before;
        var wanted = rounded(row.decimal("DeliveredQuantity", fresh.quantity()));
        var quantity = delivered ? Quantities.deliverable(company, article, wanted) : wanted;
        var price = rounded(row.decimal("Price", fresh.price()));
        var discount = orZero(row.decimal("Discount", fresh.discount()));
        var discountType = row.requiredText("DiscountType", fresh.discountType());
        var percent = percent(row, before, found);
        return new Invoice.Row(
                fresh.id(),
                account,
                article,
                row.text("Description", fresh.description()),
                quantity,
                price,
                discount,
                discountType,
                percent,
                vat.accountFor(percent, found),
                row.text("CostCenter", fresh.costCenter()),
                row.text("Project", fresh.project()),
                row.text("Unit", fresh.unit()),
                totalMinor(quantity, price, discount, discountType),
                0,
                0);
    }

    /** What a new row has before anything is said of it. */
    private Invoice.Row usual(Articles.@Nullable Facts facts) {
        var priceList = customer.text("PriceList");
        var price = facts == null ? null : facts.price(priceList == null ? "A" : priceList);
        return new Invoice.Row(
                0,
                null,
                null,
                facts == null ? null : facts.description(),
                BigDecimal.ZERO,
                orZero(price),
                customer.discount(),
                "PERCENT",
                BigDecimal.ZERO,
                null,
                null,
                null,
                facts == null ? null : facts.unit(),
                0,
                0,
                0);
    }

    private static void requireNoHouseWork(Input row) {
        if (row.bool("HouseWork", false)) {
            throw AssumedReason.HOUSE_WORK_ABSENT.refusal();
        }
    }

    private Articles.Facts facts(String article) {
        return company.articles.find(article).orElseThrow(() -> KnownReason.ARTICLE_MISSING.refusal(article));
    }

    private @Nullable Integer account(Input row, Invoice.@Nullable Row before, Articles.@Nullable Facts facts) {
        if (row.blanks("AccountNumber")) {
            return null;
        }
        var sent = row.integer("AccountNumber", null);
        if (sent != null) {
            return sentAccount(sent);
        }
        if (before != null) {
            return before.account();
        }
        return usualAccount(row, facts);
    }

    private static @Nullable Integer sentAccount(int number) {
        if (number != 0 && number < LOWEST_ACCOUNT) {
            throw AssumedReason.NUMBER_RANGE.refusal("AccountNumber");
        }
        return number == 0 ? null : number;
    }

    /** The article's, else the customer's, else the predefined one of the rate. */
    private int usualAccount(Input row, Articles.@Nullable Facts facts) {
        var percent = row.decimal("VAT", VatRules.standard());
        if (percent != null && company.salesSettings().easyVat() && !SalesSettings.usual(percent)) {
            throw KnownReason.VAT_NEEDS_ACCOUNT.refusal(percent.toPlainString());
        }
        var ofArticle = facts == null ? null : facts.account(customer.vatType());
        if (ofArticle != null) {
            return ofArticle;
        }
        var ofCustomer = customer.text("SalesAccount");
        if (ofCustomer != null) {
            return Integer.parseInt(ofCustomer);
        }
        return company.predefinedAccount(vat.salesUse(customer.vatType(), orZero(percent)));
    }

    private BigDecimal percent(Input row, Invoice.@Nullable Row before, @Nullable Account account) {
        var sent = row.decimal("VAT", before == null ? null : before.vatPercent());
        return sent == null ? vat.usual(customer.vatType(), account) : vat.checked(sent, account);
    }

    /** Two decimals, half up, as everything that is counted. */
    private static BigDecimal rounded(@Nullable BigDecimal number) {
        return orZero(number).setScale(2, RoundingMode.HALF_UP);
    }

    private static BigDecimal orZero(@Nullable BigDecimal number) {
        return number == null ? BigDecimal.ZERO : number;
    }

    /** Hundredths, after discount. */
    static long totalMinor(BigDecimal quantity, BigDecimal price, BigDecimal discount, String discountType) {
        return InvoiceSums.minor(total(quantity.multiply(price), discount, discountType));
    }

    /** A discount in money is one for the whole row, whichever way its quantity goes. */
    private static BigDecimal total(BigDecimal base, BigDecimal discount, String discountType) {
        return discountType.equals("PERCENT")
                ? base.multiply(HUNDRED.subtract(discount)).divide(HUNDRED)
                : base.subtract(base.signum() < 0 ? discount.negate() : discount);
    }

    /** What must hold for every row, whether it was sent now or earlier. */
    void require(List<Invoice.Row> rows) {
        for (var row : rows) {
            var account = row.account();
            if (account != null) {
                var found = company.usableAccount(year, account);
                dimensions.costCenter(row.costCenter(), found);
                dimensions.project(row.project(), found);
            } else if (row.totalMinor() != 0) {
                throw AssumedReason.ROW_WITHOUT_ACCOUNT.refusal();
            }
        }
    }
}
