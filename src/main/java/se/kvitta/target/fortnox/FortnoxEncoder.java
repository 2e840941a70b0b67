package se.kvitta.target.fortnox;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Capabilities.Dimension;
import se.kvitta.booking.Mode;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Encoder;
import se.kvitta.delivery.Outgoing;
import se.kvitta.journal.Steps;

/** What Fortnox's API takes for each step of a booking. */
@Component("fortnox")
class FortnoxEncoder implements Encoder {

    static final String VOUCHER = "voucher";

    /** Of documents: orders, invoices and payments. */
    private static final String NUMBERS = "[1-9][0-9]{0,14}";

    /** Makes an invoice, unbooked. */
    static final String INVOICE = "invoice";

    /** Makes a credit invoice, unbooked. */
    static final String CREDIT = "credit";

    /** Makes a sales order. */
    static final String ORDER = "order";

    /** Gives a credit invoice its days, references and rows. */
    static final String FILL = "fill";

    /** Raises an invoice to whole kronor where Fortnox would round it, unless it was raised as it was made. */
    static final String ROUND = "round";

    /** Books an invoice or credit invoice. */
    static final String BOOKKEEP = "bookkeep";

    /** Finds the invoice that a payment is of. */
    static final String FIND = Steps.FIND;

    /** Makes a payment, unbooked. */
    static final String PAYMENT = "payment";

    /** Books a payment. */
    static final String BOOKKEEP_PAYMENT = "bookkeep-payment";

    /** Makes the payment of what an invoice was raised by. */
    static final String PAYMENT_ROUNDING = "payment-rounding";

    /** Books the payment of what an invoice was raised by. */
    static final String BOOKKEEP_ROUNDING = "bookkeep-rounding";

    private final FortnoxCustomers customers;
    private final WholeKronor wholeKronor;

    FortnoxEncoder(FortnoxCustomers customers, WholeKronor wholeKronor) {
        this.customers = customers;
        this.wholeKronor = wholeKronor;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                EnumSet.allOf(Mode.class),
                false,
                true,
                true,
                Map.of(Dimension.COST_CENTRE, ".{1,6}", Dimension.PROJECT, ".{1,20}"));
    }

    @Override
    public List<String> steps(Booking booking) {
        boolean rounded = WholeKronor.mayRound(booking);
        return switch (booking.kind()) {
            case VOUCHER -> List.of(VOUCHER);
            case SALES_ORDER -> List.of(ORDER);
            case UNBOOKED_INVOICE -> List.of(INVOICE);
            case INVOICE -> rounded ? List.of(INVOICE, ROUND, BOOKKEEP) : List.of(INVOICE, BOOKKEEP);
            case CREDIT_INVOICE -> rounded ? List.of(CREDIT, FILL, ROUND, BOOKKEEP) : List.of(CREDIT, FILL, BOOKKEEP);
            case PAYMENT -> {
                if (about(booking).find() != null) {
                    yield List.of(FIND, PAYMENT, BOOKKEEP_PAYMENT);
                }
                // What books the money is last, so that its verification is the receipt.
                yield rounded
                        ? List.of(PAYMENT_ROUNDING, BOOKKEEP_ROUNDING, PAYMENT, BOOKKEEP_PAYMENT)
                        : List.of(PAYMENT, BOOKKEEP_PAYMENT);
            }
        };
    }

    @Override
    public Optional<HandMade> handMade(Booking booking) {
        return Optional.ofNullable(
                        switch (booking.kind()) {
                            case VOUCHER -> null;
                            case SALES_ORDER -> ORDER;
                            case INVOICE, UNBOOKED_INVOICE -> INVOICE;
                            case CREDIT_INVOICE -> CREDIT;
                            case PAYMENT -> PAYMENT;
                        })
                .map(step -> new HandMade(step, NUMBERS));
    }

    /** What a booking of the customer ledger is about. */
    static Booking.Invoice about(Booking booking) {
        return Objects.requireNonNull(booking.invoice(), "a booking of the customer ledger has an invoice");
    }

    @Override
    public List<String> evidenceSteps() {
        return List.of(Steps.UPLOAD, Steps.ATTACH);
    }

    @Override
    public List<String> fileSteps() {
        return List.of(Steps.UPLOAD_FILE, Steps.ATTACH_FILE);
    }

    @Override
    public Outgoing encode(Dispatch dispatch) {
        String step = dispatch.step().name();
        boolean raised = wholeKronor.isToBeRaised(dispatch);
        return switch (step) {
            case Steps.UPLOAD, Steps.UPLOAD_FILE -> VoucherRequests.upload(dispatch);
            case Steps.ATTACH, Steps.ATTACH_FILE -> VoucherRequests.attach(dispatch);
            case VOUCHER -> VoucherRequests.voucher(dispatch);
            case INVOICE -> InvoiceRequests.invoice(dispatch, customers.number(dispatch), raised);
            case ORDER -> OrderRequests.order(dispatch, customers.number(dispatch));
            case CREDIT -> InvoiceRequests.credit(dispatch, customers.number(dispatch), raised);
            case FILL, ROUND -> InvoiceRequests.fill(dispatch, raised);
            case BOOKKEEP -> InvoiceRequests.bookkeep(dispatch);
            case PAYMENT, PAYMENT_ROUNDING -> PaymentRequests.payment(dispatch);
            case BOOKKEEP_PAYMENT, BOOKKEEP_ROUNDING -> PaymentRequests.bookkeep(dispatch);
            default -> throw new IllegalArgumentException("step " + step + " makes no request");
        };
    }
}
