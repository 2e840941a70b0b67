package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The sales of a company, seen from outside the API: its customers, invoices and payments, and what its people and other
 * programs do with them. Throws {@link IllegalArgumentException} with Fortnox's reason when Fortnox would not let them.
 */
public final class SandboxSales {

    private final Company company;
    private final Assumptions assumptions;
    private final SandboxClock clock;

    SandboxSales(Company company, Assumptions assumptions, SandboxClock clock) {
        this.company = company;
        this.assumptions = assumptions;
        this.clock = clock;
    }

    /** Returns the customers that were not deleted. */
    public List<Customer> customers() {
        return company.exclusively(company::presentCustomers);
    }

    /** Returns all invoices in the order in which they were made, cancelled ones and credits too. */
    public List<Invoice> invoices() {
        return company.exclusively(company.invoices::all);
    }

    /** Returns all sales orders in the order in which they were made, cancelled ones too. */
    public List<Order> orders() {
        return company.exclusively(company.orders::all);
    }

    /** Throws {@link IllegalArgumentException} when there is no such invoice. */
    public Invoice invoice(long documentNumber) {
        return company.exclusively(() -> invoiceOf(documentNumber));
    }

    private Invoice invoiceOf(long documentNumber) {
        return company.invoices
                .find(Long.toString(documentNumber))
                .orElseThrow(() -> new IllegalArgumentException("there is no invoice " + documentNumber));
    }

    /** Returns all payments in the order in which they were made, those too that are not booked. */
    public List<InvoicePayment> payments() {
        return company.exclusively(company.payments::all);
    }

    /** Returns the payments of one invoice. */
    public List<InvoicePayment> payments(long documentNumber) {
        return payments().stream()
                .filter(payment -> payment.invoiceNumber() == documentNumber)
                .toList();
    }

    /**
     * Makes a customer.
     *
     * @param customer the JSON that the API takes, without wrapper
     */
    public Customer addCustomer(String customer) {
        var input = CustomerShape.SHAPE.created(wrapped("Customer", SandboxCompany.object(customer)), assumptions);
        return changed(change -> new CustomerRules(company, assumptions).added(input, change));
    }

    /** Deletes a customer, as a person may while no invoice of it counts. */
    public void deleteCustomer(String number) {
        changed(change -> {
            new CustomerRules(company, assumptions).deleted(customerOf(number), change);
            return number;
        });
    }

    /** Makes a customer inactive, as a person may: new invoices do not take it. */
    public void deactivateCustomer(String number) {
        changed(change ->
                change.put(company.customers, number, customerOf(number).inactive(change.at())));
    }

    private Customer customerOf(String number) {
        return company.customer(number)
                .orElseThrow(() -> new IllegalArgumentException("there is no customer " + number));
    }

    /**
     * Makes an invoice that comes from somewhere else: by hand, or from the shop's own integration.
     *
     * @param invoice the JSON that the API takes, without wrapper; {@code "Booked":true} books it at once
     */
    public Invoice addInvoice(String invoice) {
        var document = SandboxCompany.object(invoice);
        boolean booked = taken(document, "Booked").map(Boolean::parseBoolean).orElse(false);
        var input = InvoiceShape.INVOICE.created(wrapped("Invoice", document), assumptions);
        var rules = new InvoiceRules(company, assumptions, clock.today());
        var added = changed(change -> rules.added(input, change));
        return booked ? bookInvoice(added.number()) : added;
    }

    /**
     * Changes an invoice that is not booked, as a person may.
     *
     * @param invoice the JSON that the API takes, without wrapper
     */
    public Invoice editInvoice(long documentNumber, String invoice) {
        var input = InvoiceShape.INVOICE.updated(wrapped("Invoice", SandboxCompany.object(invoice)), assumptions);
        var rules = new InvoiceRules(company, assumptions, clock.today());
        return changed(change -> {
            var before = invoiceOf(documentNumber);
            InvoiceBooking.requireOpen(before);
            return rules.changed(before, input, change);
        });
    }

    /**
     * Changes an order that is open, as a person may.
     *
     * @param order the JSON that the API takes, without wrapper
     */
    public Order editOrder(long documentNumber, String order) {
        var input = OrderShape.ORDER.updated(wrapped("Order", SandboxCompany.object(order)), assumptions);
        var rules = new OrderRules(company, assumptions, clock.today());
        return changed(change -> {
            var before = company.orders
                    .find(Long.toString(documentNumber))
                    .orElseThrow(() -> new IllegalArgumentException("there is no order " + documentNumber));
            return rules.changed(before, input, change);
        });
    }

    /** Books an invoice, as a person may. */
    public Invoice bookInvoice(long documentNumber) {
        var booking = new InvoiceBooking(company, assumptions);
        return changed(change -> booking.book(invoiceOf(documentNumber), change));
    }

    /** Credits a booked invoice; returns the credit, which is not booked. */
    public Invoice creditInvoice(long documentNumber) {
        var credit = new InvoiceCredit(company, assumptions, clock.today());
        var original = changed(change -> credit.credit(invoiceOf(documentNumber), change));
        return invoice(original.creditedBy());
    }

    /** Cancels an invoice that is not booked, as a person may. */
    public Invoice cancelInvoice(long documentNumber) {
        return changed(change -> {
            var before = invoiceOf(documentNumber);
            InvoiceBooking.requireOpen(before);
            var cancelled = before.in(before.state().asCancelled(), change.at());
            change.put(company.invoices, cancelled.key(), cancelled);
            return cancelled;
        });
    }

    /**
     * Makes a payment that comes from somewhere else.
     *
     * @param payment the JSON that the API takes, without wrapper; {@code "Source":"file"} says that a bank file brought
     *     it, {@code "Booked":true} books it at once
     */
    public InvoicePayment addPayment(String payment) {
        var document = SandboxCompany.object(payment);
        var source = taken(document, "Source").orElse(PaymentRules.DIRECT);
        boolean booked = taken(document, "Booked").map(Boolean::parseBoolean).orElse(false);
        var input = PaymentShape.PAYMENT.created(wrapped("InvoicePayment", document), assumptions);
        var rules = new PaymentRules(company, assumptions, clock.today());
        var added = changed(change -> {
            var made = rules.added(input, change).from(source);
            change.put(company.payments, made.key(), made);
            return made;
        });
        return booked ? bookPayment(added.number()) : added;
    }

    /** Books a payment, as a person may. */
    public InvoicePayment bookPayment(int number) {
        var booking = new PaymentBooking(company, assumptions, clock.today());
        return changed(change -> booking.book(paymentOf(number), change));
    }

    /** Removes a payment that is not booked, as a person may. */
    public void removePayment(int number) {
        changed(change -> {
            var payment = paymentOf(number);
            PaymentRules.requireUnbooked(payment);
            change.drop(company.payments, payment.key());
            return payment;
        });
    }

    private InvoicePayment paymentOf(int number) {
        return company.payments
                .find(Integer.toString(number))
                .orElseThrow(() -> new IllegalArgumentException("there is no payment " + number));
    }

    /**
     * Carries the open invoices of a financial year over to the next, so that they can be paid there.
     *
     * @param financialYear the id of the year that ends; the one after it must exist
     */
    public void carryOver(int financialYear) {
        changeSettings(settings -> {
            var year = company.year(financialYear)
                    .orElseThrow(() -> new IllegalArgumentException("there is no year " + financialYear));
            if (company.yearOf(year.to().plusDays(1)).isEmpty()) {
                throw new IllegalArgumentException("there is no year after " + financialYear);
            }
            return settings.carryingOver(financialYear);
        });
    }

    /** Says whether totals of new invoices are rounded to whole kronor; at first they are. */
    public void roundToKronor(boolean whole) {
        changeSettings(settings -> settings.roundingToKronor(whole));
    }

    /** Says whether the rate of a row chooses its account; at first it does not. */
    public void useEasyVat(boolean easy) {
        changeSettings(settings -> settings.withEasyVat(easy));
    }

    /**
     * Registers a rate besides 25, 12, 6 and 0.
     *
     * @param code what its accounts say as their VATCode
     * @param percent 25.5 for 25.5 %
     * @param outputVat the account that the VAT is booked on
     * @param sales accounts whose VATCode becomes this code, in every year that has them
     */
    public void registerVat(String code, BigDecimal percent, int outputVat, int... sales) {
        changeSettings(settings -> settings.withVatCode(new SalesSettings.VatCode(code, percent, outputVat)));
        changed(change -> {
            for (var account : company.accounts.all()) {
                for (int number : sales) {
                    if (account.number() == number) {
                        change.put(company.accounts, account.key(), account.withVatCode(code, change.at()));
                    }
                }
            }
            return code;
        });
    }

    /**
     * Names the account that Fortnox takes for one use, such as CUSTCLAIM.
     *
     * @param account four digits, or {@code ""} to name none
     */
    public void predefineAccount(String use, String account) {
        var predefined = new Predefined(use, account);
        changed(change -> change.put(company.predefinedAccounts, use, predefined));
    }

    /**
     * Names the series that Fortnox takes for one use, such as INVOICE.
     *
     * @param series its code, or {@code ""} to name none
     */
    public void predefineSeries(String use, String series) {
        var predefined = new Predefined(use, series);
        changed(change -> change.put(company.predefinedSeries, use, predefined));
    }

    private void changeSettings(UnaryOperator<SalesSettings> work) {
        changed(change -> change.put(company.settings, SalesSettings.KEY, work.apply(company.salesSettings())));
    }

    private <T> T changed(Function<Books.Change, T> work) {
        return company.exclusively(() -> {
            var change = company.change();
            var result = work.apply(change);
            change.commit();
            return result;
        });
    }

    private static byte[] wrapped(String wrapper, ObjectNode document) {
        return Json.bytes(Json.object().set(wrapper, document));
    }

    private static Optional<String> taken(ObjectNode document, String field) {
        return SandboxCompany.taken(document, field);
    }
}
