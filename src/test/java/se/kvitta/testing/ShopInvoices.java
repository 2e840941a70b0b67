package se.kvitta.testing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import se.kvitta.booking.Booking;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.sandbox.fortnox.Invoice;
import se.kvitta.sandbox.fortnox.SandboxCompany;

/** The invoices that a shop has made by itself, of which the payments are matched with Kvitta's. */
public final class ShopInvoices {

    private final SandboxCompany company;
    private final String customer;
    private final String rate;

    private ShopInvoices(SandboxCompany company, String customer, String rate) {
        this.company = company;
        this.customer = customer;
        this.rate = rate;
    }

    /** For a company that has a customer, or gets one. */
    public static ShopInvoices of(SandboxCompany company) {
        return new ShopInvoices(
                company,
                company.sales().customers().stream()
                        .findFirst()
                        .orElseGet(() -> company.sales().addCustomer("{\"Name\":\"Webbkund\"}"))
                        .number(),
                "");
    }

    /**
     * The same in another currency.
     *
     * @param kronor the shop's own rate, for so many units of the currency
     */
    public ShopInvoices in(String currency, String kronor, int unit) {
        return new ShopInvoices(
                company,
                customer,
                "\"Currency\":\"" + currency + "\",\"CurrencyRate\":" + kronor + ",\"CurrencyUnit\":" + unit + ",");
    }

    /** Adds an invoice for every order that is paid, and a credit invoice for every one that is paid back; both booked. */
    public void add(List<Posting> planned) {
        var orders = new LinkedHashMap<List<Object>, List<Posting>>();
        for (Posting posting : planned) {
            Booking.Invoice about = posting.booking().invoice();
            if (about != null && about.find() != null) {
                orders.computeIfAbsent(List.of(about.find(), about.total().isNegative()), first -> new ArrayList<>())
                        .add(posting);
            }
        }
        for (List<Posting> payments : orders.values()) {
            Booking.Invoice first = payments.get(0).booking().invoice();
            BigDecimal total = payments.stream()
                    .map(payment -> payment.booking().invoice().total().major())
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            LocalDate day = payments.stream()
                    .map(payment -> payment.booking().voucher().date())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            add(first.find().field(), first.find().value(), total, true, day.toString());
        }
    }

    /**
     * Adds one.
     *
     * @param price with 25 % VAT; below zero for a credit invoice
     */
    public Invoice add(String field, String reference, BigDecimal price, boolean booked, String day) {
        return company.sales()
                .addInvoice("{" + rate + "\"CustomerNumber\":\"" + customer + "\",\"InvoiceDate\":\"" + day + "\",\""
                        + field + "\":\""
                        + reference + "\",\"VATIncluded\":true,\"InvoiceRows\":[{\"Description\":\"Ljus\","
                        + "\"DeliveredQuantity\":\"" + (price.signum() < 0 ? "-1" : "1") + "\",\"Price\":"
                        + price.abs().toPlainString() + ",\"VAT\":25,\"AccountNumber\":3001}],\"Booked\":"
                        + booked + "}");
    }
}
