package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.LookUp;
import se.kvitta.delivery.Refused;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;

/** Look-ups of what may have been done to invoices, credit invoices and their payments. */
@Component("fortnoxInvoiceLookups")
class InvoiceLookups {

    private static final int PAGE = 500;

    /** What the source of a payment made through the API is called, where it has one. */
    private static final Set<String> OWN = Set.of("direct", "");

    private final FortnoxCustomers customers;

    InvoiceLookups(FortnoxCustomers customers) {
        this.customers = customers;
    }

    /** The path of the list that a posting's invoice, credit invoice or sales order stands in. */
    String path(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return LikeDocuments.path(dispatch);
    }

    /** The query for the documents that carry our marker. */
    String markedQuery(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return FortnoxQuery.of(InvoiceRequests.MARKER_FIELD, dispatch.posting().marker()) + "&limit=" + PAGE;
    }

    /**
     * The invoice, credit invoice or sales order with our marker. A cancelled one does not count; an invoice and a credit
     * invoice are told apart by their sign, because Fortnox copies references onto a credit.
     */
    LookUp marked(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) {
        Money ours = FortnoxEncoder.about(dispatch.posting().booking()).total();
        var found = new ArrayList<JsonNode>();
        for (JsonNode invoice : LikeDocuments.in(answer, dispatch)) {
            boolean marked = invoice.path(InvoiceRequests.MARKER_FIELD)
                    .asText("")
                    .equals(dispatch.posting().marker());
            boolean sameSign =
                    FortnoxJson.money(invoice, "Total", ours.currency()).isNegative() == ours.isNegative();
            if (marked && !FortnoxJson.is(invoice, "Cancelled") && sameSign) {
                found.add(invoice);
            }
        }
        if (found.isEmpty()) {
            return LookUp.absent();
        }
        if (found.size() > 1) {
            return LookUp.alike(Reason.of("TARGET_HAS_IT_TWICE", "count", found.size()));
        }
        JsonNode invoice = found.get(0);
        @Nullable Reason difference = InvoiceTotal.difference(invoice, dispatch);
        return difference == null ? present(invoice.path("DocumentNumber").asText()) : LookUp.alike(difference);
    }

    /** Whether no document carries our marker, so that those that look like it must be read. */
    boolean isAbsent(@Body LookUp found) {
        return found.found() == LookUp.Found.ABSENT;
    }

    /** Whether a look-up has found what was to be done. */
    boolean isPresent(@Body LookUp found) {
        return found.found() == LookUp.Found.PRESENT;
    }

    /** Begins to read the documents that may be ours although they do not carry our marker. */
    LikeDocuments like(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return new LikeDocuments(dispatch, customers.number(dispatch));
    }

    /** Takes one page of them. */
    void addLike(@Body JsonNode page, @ExchangeProperty("like") LikeDocuments like) {
        like.addPage(page);
    }

    /** Whether a credit that may have been made must be looked for at its invoice, as it carries no marker of ours yet. */
    boolean isLinked(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return InvoiceRequests.isLinked(dispatch);
    }

    /** The path of the invoice that a credit takes back. */
    String original(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return "/3/invoices/" + InvoiceRequests.original(dispatch);
    }

    /** Whether an invoice that is to be made is given its number. */
    boolean isNumberGiven(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return !InvoiceRequests.givenNumber(dispatch).isEmpty();
    }

    /** The path of the invoice that has the number already, if one does. */
    String givenNumber(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return "/3/invoices/" + InvoiceRequests.givenNumber(dispatch);
    }

    /** An invoice has the number: a person must tell why two are to have it. Throws {@link Refused}. */
    void numberTaken(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) {
        JsonNode other = answer.path("Invoice");
        Booking booking = dispatch.posting().booking();
        throw new Refused(Reason.of(
                "INVOICE_NUMBER_TAKEN",
                "order",
                booking.reference(),
                "number",
                InvoiceRequests.givenNumber(dispatch),
                "amount",
                FortnoxEncoder.about(booking).total(),
                "dated",
                other.path("InvoiceDate").asText(""),
                "other",
                other.path("Total").asText("") + " " + other.path("Currency").asText("")));
    }

    /** No invoice has the number. Throws what was refused when that was something else. */
    void numberFree(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused refused) {
        FortnoxAnswers.requireNotFound(refused);
    }

    /** The path of the invoice or credit invoice that a posting has made. */
    String own(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return "/3/invoices/" + InvoiceRequests.number(dispatch);
    }

    /** What an invoice takes back in all; what its credit is compared with. */
    String total(@Body JsonNode answer) {
        return answer.path("Invoice").path("Total").asText("");
    }

    /**
     * A credit is ours when it is neither booked nor cancelled, and the exact negation of its invoice. What else there is the merchant has made: the
     * step is sent again, which begins with asking whether that is the refund's.
     */
    LookUp credited(
            @Body JsonNode answer,
            @ExchangeProperty("dispatch") Dispatch dispatch,
            @ExchangeProperty("originalTotal") String originalTotal) {
        JsonNode credit = answer.path("Invoice");
        Money ours = FortnoxEncoder.about(dispatch.posting().booking()).total();
        Money total = FortnoxJson.money(credit, "Total", ours.currency());
        Money original = Money.of(new BigDecimal(originalTotal), ours.currency());
        String number = credit.path("DocumentNumber").asText("");
        if (!FortnoxJson.is(credit, "Booked")
                && !FortnoxJson.is(credit, "Cancelled")
                && total.equals(original.negated())) {
            return LookUp.fitting(receipt(number));
        }
        return LookUp.absent();
    }

    /** A credit that says what we would make it say is filled. */
    LookUp filled(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) {
        JsonNode credit = answer.path("Invoice");
        if (FortnoxJson.is(credit, "Cancelled")) {
            return cancelled(credit);
        }
        boolean marked = credit.path(InvoiceRequests.MARKER_FIELD)
                .asText("")
                .equals(dispatch.posting().marker());
        return marked && InvoiceTotal.difference(credit, dispatch) == null
                ? present(InvoiceRequests.number(dispatch))
                : LookUp.absent();
    }

    /** Whether an invoice is raised to a whole krona; one that need not be is asked about again. */
    LookUp raised(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) {
        JsonNode invoice = answer.path("Invoice");
        if (FortnoxJson.is(invoice, "Cancelled")) {
            return cancelled(invoice);
        }
        return InvoiceTotal.difference(invoice, dispatch) == null
                ? present(InvoiceRequests.number(dispatch))
                : LookUp.absent();
    }

    /**
     * Whether an invoice is booked: asking is enough, as booking it twice is refused. A person who books it may have changed it
     * before; the merchant's own credit has what it has.
     */
    LookUp booked(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) throws IOException {
        JsonNode invoice = answer.path("Invoice");
        if (FortnoxJson.is(invoice, "Cancelled")) {
            return cancelled(invoice);
        }
        if (!FortnoxJson.is(invoice, "Booked")) {
            return LookUp.absent();
        }
        boolean theirs =
                TheirCredit.of(dispatch.answers().to(FortnoxEncoder.CREDIT)).isPresent();
        @Nullable Reason difference = theirs ? null : InvoiceTotal.difference(invoice, dispatch);
        if (difference != null && difference.code().equals(InvoiceTotal.RATE)) {
            return LookUp.alike(difference);
        }
        if (difference != null) {
            return bookedOtherwise(
                    invoice,
                    InvoiceRequests.number(dispatch),
                    FortnoxJson.text(invoice, "Total") + " " + FortnoxJson.text(invoice, "Currency"),
                    FortnoxEncoder.about(dispatch.posting().booking()).total());
        }
        return LookUp.present(booking(answer, dispatch));
    }

    /** It can neither be booked nor changed any more, whatever is tried. */
    private static LookUp cancelled(JsonNode invoice) {
        return LookUp.alike(Reason.of(
                "INVOICE_CANCELLED",
                "number",
                FortnoxJson.text(invoice, "DocumentNumber"),
                "amount",
                FortnoxJson.text(invoice, "Total") + " " + FortnoxJson.text(invoice, "Currency")));
    }

    private static LookUp bookedOtherwise(JsonNode booked, String number, String amount, Money expected) {
        return LookUp.alike(Reason.of(
                "TARGET_BOOKED_OTHERWISE",
                "number",
                number,
                "voucher",
                booked.path("VoucherSeries").asText("") + " "
                        + booked.path("VoucherNumber").asText(""),
                "amount",
                amount,
                "expected",
                expected));
    }

    /** What an invoice or credit invoice was booked as; the merchant's own credit has a day of its own. */
    Receipt booking(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) throws IOException {
        LocalDate planned = dispatch.posting().booking().voucher().date();
        Receipt booked = FortnoxAnswers.verification(answer.path("Invoice"), "VoucherYear");
        return TheirCredit.of(dispatch.answers().to(FortnoxEncoder.CREDIT))
                .map(FoundInvoice::day)
                .map(day -> booked.otherwise(day.equals(planned) ? null : day, 0)
                        .madeByMerchant(TheirCredit.claim(answer.path("Invoice"))))
                .orElse(booked);
    }

    /** Begins to read the payments of the invoice that a posting pays. */
    InvoicePayments payments(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return new InvoicePayments(PaymentRequests.invoice(dispatch));
    }

    /** Takes one page of them. */
    void addPayments(@Body JsonNode page, @ExchangeProperty("payments") InvoicePayments payments) {
        payments.addPage(page);
    }

    /**
     * Paths of the payments that may be ours: made through the API, of our amount and day, and of no other posting. Fortnox keeps
     * no marker on a payment. What one in another currency is worth in kronor Fortnox may compute otherwise, and its lists do not have
     * what it was in its currency.
     */
    List<String> likely(
            @ExchangeProperty("payments") InvoicePayments payments, @ExchangeProperty("dispatch") Dispatch dispatch) {
        PaymentRequests.Part part = PaymentRequests.part(dispatch);
        LocalDate day = PaymentRequests.day(dispatch);
        var paths = new ArrayList<String>();
        for (JsonNode payment : payments.found()) {
            String number = payment.path("Number").asText("");
            boolean ours = OWN.contains(FortnoxJson.text(payment, "Source"))
                    && FortnoxJson.text(payment, "PaymentDate").equals(day.toString())
                    && (part.isAbroad()
                            || FortnoxJson.money(payment, "Amount", Money.SEK).equals(part.amount()))
                    && !dispatch.answers().isTaken(PaymentRequests.maker(dispatch), number);
            if (ours) {
                paths.add("/3/invoicepayments/" + number);
            }
        }
        return paths;
    }

    /** No payment is read yet. */
    List<JsonNode> none() {
        return new ArrayList<>();
    }

    /** Takes one payment. */
    void add(@Body JsonNode answer, @ExchangeProperty("found") List<JsonNode> found) {
        found.add(answer);
    }

    /** Exactly one payment that may be ours is, if it is of our amount and against our account, and writes off something if we would. */
    LookUp paid(@ExchangeProperty("found") List<JsonNode> found, @ExchangeProperty("dispatch") Dispatch dispatch) {
        PaymentRequests.Part part = PaymentRequests.part(dispatch);
        String account = String.valueOf(part.account());
        String invoice = PaymentRequests.invoice(dispatch);
        boolean writesOff = !PaymentRequests.writtenOff(dispatch).isEmpty();
        List<JsonNode> ours = found.stream()
                .map(answer -> answer.path("InvoicePayment"))
                .filter(payment -> InvoicePayments.isOf(payment, invoice)
                        && FortnoxJson.text(payment, "ModeOfPaymentAccount").equals(account)
                        && part.told(payment).equals(part.original())
                        && payment.path("WriteOffs").isEmpty() != writesOff)
                .toList();
        if (ours.isEmpty()) {
            return LookUp.absent();
        }
        return ours.size() == 1
                ? LookUp.fitting(receipt(ours.get(0).path("Number").asText()))
                : LookUp.alike(Reason.of("TARGET_HAS_IT_TWICE", "count", ours.size()));
    }

    /** The path of the payment that a posting has made. */
    String payment(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return "/3/invoicepayments/" + PaymentRequests.number(dispatch);
    }

    /** Whether a payment is booked. One of another invoice is not ours, whatever it is. */
    LookUp paymentBooked(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) throws IOException {
        JsonNode payment = answer.path("InvoicePayment");
        String invoice = PaymentRequests.invoice(dispatch);
        if (!InvoicePayments.isOf(payment, invoice)) {
            return LookUp.alike(Reason.of(
                    "PAYMENT_OF_OTHER_INVOICE",
                    "payment",
                    PaymentRequests.number(dispatch),
                    "invoice",
                    payment.path("InvoiceNumber").asText("-"),
                    "expected",
                    invoice));
        }
        if (!FortnoxJson.is(payment, "Booked")) {
            return LookUp.absent();
        }
        PaymentRequests.Part part = PaymentRequests.part(dispatch);
        Money amount = part.told(payment);
        return amount.equals(part.original())
                ? LookUp.present(PaymentRequests.receipt(payment, dispatch))
                : bookedOtherwise(payment, PaymentRequests.number(dispatch), amount.toString(), part.original());
    }

    /** What only reads, or is no call, can be done again. */
    LookUp nothing() {
        return LookUp.absent();
    }

    private static LookUp present(String number) {
        return LookUp.present(receipt(number));
    }

    private static Receipt receipt(String number) {
        return new Receipt("", number, "", "");
    }
}
