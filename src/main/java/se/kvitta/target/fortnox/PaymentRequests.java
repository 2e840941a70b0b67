package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Outgoing;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.target.fortnox.FoundInvoice.Worth;

/** Payments of invoices as Fortnox's API takes them: in full, against the account the money stands on. */
final class PaymentRequests {

    static final String CUSTOMER = "AR_CUSTOMER";

    /** What Fortnox books by itself when an invoice in another currency is paid, and what is written off of one in kronor. */
    private static final Set<String> EXCHANGE = Set.of("FX_GAIN", "FX_LOSS");

    private PaymentRequests() {}

    /**
     * One payment of an invoice.
     *
     * @param account what it is debited to
     * @param amount in kronor; below zero for a credit invoice
     * @param original in the invoice's currency
     */
    record Part(int account, Money amount, Money original) {

        /** Whether the invoice is in another currency, so that what is paid is worth something else in kronor. */
        boolean isAbroad() {
            return !original.currency().equals(Money.SEK);
        }

        /** What Fortnox tells of a payment in the invoice's currency. What it is worth in kronor Fortnox may compute otherwise. */
        Money told(JsonNode payment) {
            return FortnoxJson.money(payment, isAbroad() ? "AmountCurrency" : "Amount", original.currency());
        }
    }

    /** The part that a step pays: the money, or what the invoice was raised by. */
    static Part part(Dispatch dispatch) {
        if (isRounding(dispatch)) {
            Money raise = closed(dispatch).map(WholeKronor::raise).orElseThrow();
            return new Part(WholeKronor.account(dispatch), raise, raise);
        }
        VoucherRow money = money(dispatch.posting());
        return new Part(Integer.parseInt(money.account().number()), money.amount(), paid(dispatch));
    }

    /** What the payment of the money pays, in the invoice's currency. In kronor it is what came in: what that is less than the claim is written off. */
    static Money paid(Dispatch dispatch) {
        return isInKronor(dispatch.posting())
                ? money(dispatch.posting()).amount()
                : FortnoxEncoder.about(dispatch.posting().booking()).total();
    }

    private static boolean isRounding(Dispatch dispatch) {
        String step = dispatch.step().name();
        return step.equals(FortnoxEncoder.PAYMENT_ROUNDING) || step.equals(FortnoxEncoder.BOOKKEEP_ROUNDING);
    }

    /** The body of {@code POST /3/invoicepayments}. Amount is in kronor, AmountCurrency in the invoice's currency. */
    static Outgoing payment(Dispatch dispatch) {
        Part part = part(dispatch);
        ObjectNode body = FortnoxJson.object();
        ObjectNode payment = body.putObject("InvoicePayment");
        payment.put("InvoiceNumber", Long.parseLong(invoice(dispatch)));
        payment.put("Amount", part.amount().major());
        payment.put("AmountCurrency", part.original().major());
        if (part.isAbroad()) {
            payment.put("CurrencyRate", rate(part, dispatch));
        }
        payment.put("PaymentDate", day(dispatch).toString());
        payment.put("ModeOfPaymentAccount", part.account());
        writeOff(dispatch, payment);
        return FortnoxJson.request("POST /3/invoicepayments", body);
    }

    /** Kronor for so many units as the invoice's rate is for, so that whoever computes the kronor comes to the same. */
    private static BigDecimal rate(Part part, Dispatch dispatch) {
        int unit = found(dispatch).map(FoundInvoice::worth).map(Worth::unit).orElse(1);
        return ExchangeRate.paid(part.original(), part.amount()).multiply(BigDecimal.valueOf(unit));
    }

    /** The invoice of the shop that is paid, or the merchant's own credit; empty for one that Kvitta made. */
    private static Optional<FoundInvoice> found(Dispatch dispatch) {
        return FortnoxEncoder.about(dispatch.posting().booking()).find() == null
                ? TheirCredit.of(dispatch.answers().ofInvoice(FortnoxEncoder.CREDIT))
                        .map(credit -> share(credit, dispatch))
                : Optional.of(FoundInvoice.read(dispatch.answers().to(FortnoxEncoder.FIND)));
    }

    /** What a payment pays of the merchant's own credit: what the others of it leave when it closes it, else what it is itself. */
    private static FoundInvoice share(FoundInvoice credit, Dispatch dispatch) {
        Money total = FortnoxEncoder.about(dispatch.posting().booking()).total();
        Optional<Money> closed = closed(dispatch);
        Money whole = closed.orElseGet(() -> FortnoxEncoder.about(
                        dispatch.answers().invoice().orElseThrow().booking())
                .total());
        return closed.isPresent() ? credit.last(whole.minus(total), whole) : credit.part(total, whole);
    }

    /**
     * What the invoice of Kvitta's is over in all that a payment closes, so that it carries what that is rounded or raised by; empty
     * for a payment of a part, such as a gift card's.
     */
    static Optional<Money> closed(Dispatch dispatch) {
        Booking.Invoice about = FortnoxEncoder.about(dispatch.posting().booking());
        return Optional.ofNullable(about.closes())
                // What was planned before bookings had it.
                .or(() -> dispatch.answers()
                        .invoice()
                        .map(made -> FortnoxEncoder.about(made.booking()).total())
                        .filter(about.total()::equals));
    }

    /**
     * What Fortnox called a payment that is booked, and what it has there in another way than it was planned. Fortnox closes the
     * claim at the rate of the invoice, and has the rest as an exchange difference of its own.
     */
    static Receipt receipt(JsonNode payment, Dispatch dispatch) throws IOException {
        LocalDate day = day(dispatch);
        boolean planned = day.equals(dispatch.posting().booking().voucher().date());
        return FortnoxAnswers.verification(payment, "VoucherYear").otherwise(planned ? null : day, exchanged(dispatch));
    }

    private static long exchanged(Dispatch dispatch) {
        long claim = -dispatch.posting().booking().voucher().rows().stream()
                .filter(row -> row.role().equals(CUSTOMER))
                .mapToLong(row -> row.amount().minor())
                .sum();
        return found(dispatch)
                .map(FoundInvoice::worth)
                .map(worth -> Math.subtractExact(worth.ore(), claim))
                .orElse(0L);
    }

    /**
     * What the money leaves of an invoice because that is rounded or raised, and what is not paid by a payment of its own: Fortnox has
     * rounded an invoice of the shop, or Kvitta has raised one of its own; empty where the money closes it.
     */
    static Optional<Money> rounding(Dispatch dispatch) {
        Optional<FoundInvoice> found = found(dispatch);
        Currency currency =
                FortnoxEncoder.about(dispatch.posting().booking()).total().currency();
        return found.isPresent()
                ? found.map(invoice -> Money.ofMinor(invoice.rounding(), currency))
                        .filter(left -> !left.isZero())
                : Optional.of(dispatch)
                        .filter(WholeKronor::isClosingRaised)
                        .filter(one -> one.answers()
                                .to(FortnoxEncoder.PAYMENT_ROUNDING)
                                .isEmpty())
                        .flatMap(PaymentRequests::closed)
                        .map(WholeKronor::raise);
    }

    /**
     * What a payment writes off, by account: what the money leaves of an invoice that it closes. That is what the invoice is rounded by; and of one in
     * kronor whose money is in another currency the exchange difference, for which Fortnox has no other place. So the invoice is
     * closed and clearing has what came in.
     */
    static Map<Integer, Money> writtenOff(Dispatch dispatch) {
        return isRounding(dispatch) ? Map.of() : left(dispatch);
    }

    /** The same of the payment of the money, also before the step that would pay the rounding alone. */
    static Map<Integer, Money> left(Dispatch dispatch) {
        var left = new LinkedHashMap<Integer, Money>();
        rounding(dispatch).ifPresent(rounding -> left.put(WholeKronor.account(dispatch), rounding));
        if (isInKronor(dispatch.posting())) {
            dispatch.posting().booking().voucher().rows().stream()
                    .filter(row -> EXCHANGE.contains(row.role()))
                    .forEach(row -> left.merge(Integer.parseInt(row.account().number()), row.amount(), Money::plus));
        }
        left.values().removeIf(Money::isZero);
        return left;
    }

    private static void writeOff(Dispatch dispatch, ObjectNode payment) {
        Map<Integer, Money> left = writtenOff(dispatch);
        if (left.isEmpty()) {
            return;
        }
        ArrayNode writeOffs = payment.putArray("WriteOffs");
        left.forEach((account, amount) -> writeOffs
                .addObject()
                .put("Amount", WriteOffs.amount(amount, dispatch).major())
                .put("AccountNumber", account));
    }

    static Outgoing bookkeep(Dispatch dispatch) {
        return FortnoxJson.action("PUT /3/invoicepayments/" + number(dispatch) + "/bookkeep");
    }

    /** The name of the step that makes the payment which a step makes or books. */
    static String maker(Dispatch dispatch) {
        return isRounding(dispatch) ? FortnoxEncoder.PAYMENT_ROUNDING : FortnoxEncoder.PAYMENT;
    }

    /** The number of the payment that a posting has made. */
    static String number(Dispatch dispatch) {
        return dispatch.answers().to(maker(dispatch));
    }

    /** The number of the invoice or credit invoice that is paid. */
    static String invoice(Dispatch dispatch) {
        Optional<FoundInvoice> found = found(dispatch);
        if (found.isPresent()) {
            return found.get().number();
        }
        Booking.Kind kind = dispatch.answers()
                .invoice()
                .map(made -> made.booking().kind())
                .orElseThrow(() -> new IllegalStateException("no booking makes the invoice "
                        + FortnoxEncoder.about(dispatch.posting().booking()).of()));
        return dispatch.answers()
                .ofInvoice(kind == Booking.Kind.INVOICE ? FortnoxEncoder.INVOICE : FortnoxEncoder.CREDIT);
    }

    /** The day of the payment; Fortnox takes none before the day of the invoice. */
    static LocalDate day(Dispatch dispatch) {
        LocalDate day = dispatch.posting().booking().voucher().date();
        return found(dispatch).map(FoundInvoice::day).filter(day::isBefore).orElse(day);
    }

    private static boolean isInKronor(Posting posting) {
        return FortnoxEncoder.about(posting.booking()).total().currency().equals(Money.SEK);
    }

    /** The row that the money stands on. */
    private static VoucherRow money(Posting posting) {
        return posting.booking().voucher().rows().stream()
                .filter(row -> !row.role().equals(CUSTOMER) && !EXCHANGE.contains(row.role()))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new IllegalStateException("posting " + posting.id() + " pays with nothing"));
    }
}
