package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Adds an invoice up: net, VAT, fee, freight, whole kronor. */
final class InvoiceSums {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final Company company;
    private final Assumptions assumptions;

    InvoiceSums(Company company, Assumptions assumptions) {
        this.company = company;
        this.assumptions = assumptions;
    }

    /** The rows with their net and VAT, and what all comes to. */
    record Result(List<Invoice.Row> rows, Invoice.Sums sums) {}

    Result of(List<Invoice.Row> rows, Invoice.Head head, Customer customer, FinancialYear year) {
        var split = new VatSplit(assumptions.is(Assumption.VAT_ROUNDING, "per-rate"));
        var parted = new ArrayList<Invoice.Row>();
        long gross = 0;
        long net = 0;
        long vat = 0;
        for (var row : rows) {
            var parts = split.split(row.totalMinor(), row.vatPercent(), head.vatIncluded());
            parted.add(row.split(parts.netMinor(), parts.vatMinor()));
            gross += minor(row.quantity().multiply(row.price()));
            net += parts.netMinor();
            vat += parts.vatMinor();
        }
        var extras = new Extras(split, head, customer, year);
        var fee = extras.extra(head.feeMinor(), "ADMFEE");
        var freight = extras.extra(head.freightMinor(), "FREIGHT");
        vat += fee.vatMinor() + freight.vatMinor();
        long exact = net + vat + fee.netMinor() + freight.netMinor();
        long total = roundsToKronor(head) ? minor(kronor(exact).setScale(0, RoundingMode.HALF_UP)) : exact;
        return new Result(List.copyOf(parted), new Invoice.Sums(gross, net, fee, freight, vat, total - exact, total));
    }

    private boolean roundsToKronor(Invoice.Head head) {
        return company.salesSettings().wholeKronor()
                && (head.currency().equals("SEK") || assumptions.is(Assumption.WHOLE_UNITS_ABROAD, "yes"));
    }

    /** Hundredths, half up. */
    static long minor(BigDecimal amount) {
        return amount.multiply(HUNDRED).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    static BigDecimal kronor(long minor) {
        return BigDecimal.valueOf(minor, 2);
    }

    /** Fee and freight, whose VAT is that of their predefined account. */
    private final class Extras {

        private final VatSplit split;
        private final Invoice.Head head;
        private final Customer customer;
        private final FinancialYear year;
        private final VatRules rules = new VatRules(company.salesSettings(), assumptions);

        Extras(VatSplit split, Invoice.Head head, Customer customer, FinancialYear year) {
            this.split = split;
            this.head = head;
            this.customer = customer;
            this.year = year;
        }

        Invoice.Extra extra(long minor, String use) {
            var account = company.predefinedAccounts
                    .find(use)
                    .flatMap(predefined -> company.accounts.find(year.id() + "/" + predefined.value()))
                    .orElse(null);
            var percent = rules.ofExtra(customer.vatType(), account);
            boolean gross = head.vatIncluded() && assumptions.is(Assumption.FEES_WITH_VAT, "as-vatincluded");
            var parts = split.split(minor, percent, gross);
            return new Invoice.Extra(parts.netMinor(), parts.vatMinor(), rules.accountFor(percent, account));
        }
    }
}
