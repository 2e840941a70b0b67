package se.kvitta.sandbox.fortnox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an invoice does to the accounts besides the receivable: sales, fees, VAT, rounding. */
final class InvoicePostings {

    private final Company company;
    private final Invoice invoice;
    private final Map<Place, Long> minorByPlace = new LinkedHashMap<>();

    private record Place(
            int account,
            @Nullable String costCenter,
            @Nullable String project) {}

    /**
     * One of them.
     *
     * @param minor in the currency of the invoice, income above zero
     */
    record Posting(
            int account,
            @Nullable String costCenter,
            @Nullable String project,
            long minor) {}

    private InvoicePostings(Company company, Invoice invoice) {
        this.company = company;
        this.invoice = invoice;
    }

    /** Throws a refusal when an account that is needed is predefined nowhere. */
    static List<Posting> of(Company company, Invoice invoice) {
        var postings = new InvoicePostings(company, invoice);
        postings.addRows();
        var sums = invoice.sums();
        postings.addExtra(sums.fee(), "ADMFEE");
        postings.addExtra(sums.freight(), "FREIGHT");
        postings.addVat();
        if (sums.roundOffMinor() != 0) {
            postings.add(company.predefinedAccount("ROUNDOFF"), null, null, sums.roundOffMinor());
        }
        var list = new ArrayList<Posting>();
        postings.minorByPlace.forEach(
                (place, minor) -> list.add(new Posting(place.account(), place.costCenter(), place.project(), minor)));
        return list;
    }

    /** A row of 0 is booked as well: whoever leaves an account on a text row sees it in the ledger. */
    private void addRows() {
        for (var row : invoice.rows()) {
            var account = row.account();
            if (account != null) {
                add(account, row.costCenter(), row.project(), row.netMinor());
            }
        }
    }

    private void addExtra(Invoice.Extra extra, String use) {
        if (extra.netMinor() != 0) {
            add(company.predefinedAccount(use), null, null, extra.netMinor());
        }
    }

    private void addVat() {
        for (var row : invoice.rows()) {
            addVat(row.vatAccount(), row.vatMinor());
        }
        var sums = invoice.sums();
        addVat(sums.fee().vatAccount(), sums.fee().vatMinor());
        addVat(sums.freight().vatAccount(), sums.freight().vatMinor());
    }

    private void addVat(@Nullable String account, long minor) {
        if (account != null && minor != 0) {
            int number = account.startsWith("OUTVAT_") ? company.predefinedAccount(account) : Integer.parseInt(account);
            add(number, null, null, minor);
        }
    }

    private void add(int account, @Nullable String costCenter, @Nullable String project, long minor) {
        minorByPlace.merge(new Place(account, costCenter, project), minor, Math::addExact);
    }
}
