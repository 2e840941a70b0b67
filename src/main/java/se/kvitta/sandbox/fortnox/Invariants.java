package se.kvitta.sandbox.fortnox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What must hold in the books whatever was done, said of each that does not. */
final class Invariants {

    private final Company company;
    private final List<String> broken = new ArrayList<>();

    private Invariants(Company company) {
        this.company = company;
    }

    static List<String> broken(Company company) {
        var invariants = new Invariants(company);
        invariants.checkVouchers();
        invariants.checkNumbers();
        invariants.checkReceivable();
        invariants.checkBalances();
        invariants.checkReferences();
        return List.copyOf(invariants.broken);
    }

    private void checkVouchers() {
        for (var voucher : company.vouchers.all()) {
            long sum = voucher.rows().stream()
                    .filter(Voucher.Row::counts)
                    .mapToLong(Voucher.Row::effectOre)
                    .reduce(0, Math::addExact);
            if (sum != 0) {
                broken.add("voucher " + voucher.key() + " is off by " + Amounts.kronor(sum));
            }
        }
    }

    private void checkNumbers() {
        var count = new HashMap<String, Integer>();
        company.vouchers
                .all()
                .forEach(voucher ->
                        count.merge(VoucherSeries.key(voucher.financialYear(), voucher.series()), 1, Integer::sum));
        for (var series : company.series.all()) {
            int booked = count.getOrDefault(series.key(), 0);
            if (series.nextNumber() != booked + 1) {
                broken.add("series " + series.key() + " has " + booked + " vouchers and goes on with "
                        + series.nextNumber());
            }
        }
    }

    /** The receivable in the ledger is what the invoices say is open, each at its own rate. */
    private void checkReceivable() {
        long open = 0;
        long ledger = 0;
        Map<Long, Integer> receivables = new HashMap<>();
        for (var invoice : company.invoices.all()) {
            var booking = invoice.booking();
            if (booking != null && booking.receivable() != 0) {
                open += invoice.openOre();
                receivables.put(invoice.number(), booking.receivable());
                ledger += onAccount(booking.key(), booking.receivable());
            }
        }
        for (var payment : company.payments.all()) {
            var booking = payment.booking();
            var receivable = receivables.get(payment.invoiceNumber());
            if (booking != null && receivable != null) {
                ledger += onAccount(booking.key(), receivable);
            }
        }
        if (open != ledger) {
            broken.add("open invoices come to " + Amounts.kronor(open) + ", the receivable in the ledger to "
                    + Amounts.kronor(ledger));
        }
        checkOthers(receivables.values(), ledger);
    }

    /** Nothing else stands on the accounts of the receivable: a voucher there is in no customer ledger. */
    private void checkOthers(Collection<Integer> accounts, long ledger) {
        Set<Integer> receivable = new TreeSet<>(accounts);
        company.predefinedAccounts
                .find("CUSTCLAIM")
                .filter(claim -> !claim.value().isEmpty())
                .ifPresent(claim -> receivable.add(Integer.parseInt(claim.value())));
        long whole = 0;
        for (var voucher : company.vouchers.all()) {
            for (var row : voucher.rows()) {
                if (row.counts() && receivable.contains(row.account())) {
                    whole = Math.addExact(whole, row.effectOre());
                }
            }
        }
        if (whole != ledger) {
            broken.add("vouchers of no invoice or payment come to " + Amounts.kronor(whole - ledger) + " on "
                    + receivable);
        }
    }

    private long onAccount(String voucher, int account) {
        return company.vouchers
                .find(voucher)
                .map(found -> found.rows().stream()
                        .filter(row -> row.counts() && row.account() == account)
                        .mapToLong(Voucher.Row::effectOre)
                        .sum())
                .orElse(0L);
    }

    /** A balance is the total less what booked payments closed. */
    private void checkBalances() {
        var closed = new HashMap<Long, Long>();
        for (var payment : company.payments.all()) {
            var booking = payment.booking();
            if (booking != null) {
                closed.merge(payment.invoiceNumber(), booking.closedMinor(), Math::addExact);
            }
        }
        for (var invoice : company.invoices.all()) {
            boolean owed = !invoice.cancelled() && !invoice.type().equals("CASHINVOICE");
            long left = invoice.sums().totalMinor() - closed.getOrDefault(invoice.number(), 0L);
            if (owed && invoice.balanceMinor() != left) {
                broken.add("invoice " + invoice.number() + " has a balance of " + Amounts.kronor(invoice.balanceMinor())
                        + ", its payments leave " + Amounts.kronor(left));
            }
        }
    }

    /** A credit carries the reference of what it credits; anything else with the same one was made twice. */
    private void checkReferences() {
        Set<String> seen = new HashSet<>();
        for (var invoice : company.invoices.all()) {
            var reference = invoice.externalReference1();
            if (reference != null && !invoice.cancelled() && invoice.creditOf() == 0 && !seen.add(reference)) {
                broken.add("ExternalInvoiceReference1 " + reference + " is on more than one invoice");
            }
        }
    }
}
