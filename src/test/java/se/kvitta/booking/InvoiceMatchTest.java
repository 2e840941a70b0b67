package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import se.kvitta.booking.InvoiceMatch.Candidate;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;

class InvoiceMatchTest {

    private static final Booking.Find WANTED = new Booking.Find("YourReference", "10231");
    private static final Money PAID = Money.parse("1250.00 SEK");

    @Test
    void theOneInvoiceWithTheReferenceAndEnoughLeftIsPaid() {
        Candidate exact = invoice("501", "10231", "1250.00 SEK");

        assertThat(InvoiceMatch.choose(
                        WANTED,
                        PAID,
                        List.of(
                                exact,
                                invoice("502", "102310", "1250.00 SEK"),
                                invoice("503", "10231", "1249.99 SEK"),
                                invoice("504", "10231", "1250.00 EUR"),
                                new Candidate("505", "10231", PAID, false),
                                invoice("506", "10231", "-1250.00 SEK"))))
                .isEqualTo(new InvoiceMatch.Match(exact, null));
    }

    /** Parts of an order that are sent by themselves have invoices of their own. */
    @Test
    void ofSeveralInvoicesTheOneWithExactlySoMuchLeftIsPaid() {
        Candidate rest = invoice("501", "10231", "2000.00 SEK");
        Candidate part = invoice("502", "10231", "1250.00 SEK");

        assertThat(InvoiceMatch.choose(WANTED, PAID, List.of(rest, part)).found())
                .isEqualTo(part);
        assertThat(InvoiceMatch.choose(WANTED, Money.parse("2000.00 SEK"), List.of(rest, part))
                        .found())
                .isEqualTo(rest);
        Candidate credit = invoice("504", "10231", "-125.00 SEK");
        assertThat(InvoiceMatch.choose(
                                WANTED,
                                Money.parse("-125.00 SEK"),
                                List.of(invoice("503", "10231", "-300.00 SEK"), credit))
                        .found())
                .isEqualTo(credit);
        assertThat(held(List.of(part, invoice("505", "10231", "1250.00 SEK"), rest))
                        .code())
                .isEqualTo("INVOICE_AMBIGUOUS");
    }

    /** Else the first payment would be taken from the wrong invoice, and the second would find none. */
    @Test
    void theInvoiceWithExactlySoMuchLeftIsWaitedForUntilItIsBooked() {
        Candidate unbooked = new Candidate("502", "10231", PAID, false);

        assertThat(held(List.of(invoice("501", "10231", "2000.00 SEK"), unbooked))
                        .code())
                .isEqualTo("INVOICE_NOT_PAYABLE");
        Candidate booked = invoice("503", "10231", "1250.00 SEK");
        assertThat(InvoiceMatch.choose(WANTED, PAID, List.of(unbooked, booked)).found())
                .isEqualTo(booked);
    }

    @Test
    void whatTheTargetHasRoundedAnInvoiceByIsNeitherLeftNorLacking() {
        Candidate down = rounded("501", "1250.00 SEK", "-0.30 SEK");
        Candidate up = rounded("502", "1250.00 SEK", "0.30 SEK");

        assertThat(InvoiceMatch.choose(WANTED, Money.parse("1250.30 SEK"), List.of(down))
                        .found())
                .isEqualTo(down);
        assertThat(InvoiceMatch.choose(
                                WANTED, Money.parse("1249.70 SEK"), List.of(up, invoice("503", "10231", "2000.00 SEK")))
                        .found())
                .isEqualTo(up);
        Candidate credit = rounded("504", "-1250.00 SEK", "0.30 SEK");
        assertThat(InvoiceMatch.choose(WANTED, Money.parse("-1250.30 SEK"), List.of(credit))
                        .found())
                .isEqualTo(credit);
        assertThat(InvoiceMatch.choose(
                                WANTED, Money.parse("0.30 SEK"), List.of(rounded("505", "0.00 SEK", "-0.30 SEK")))
                        .found())
                .isNull();
        assertThat(InvoiceMatch.choose(WANTED, Money.parse("1250.29 SEK"), List.of(down))
                        .held())
                .satisfies(reason -> assertThat(Reasons.in("sv").cause(Objects.requireNonNull(reason)))
                        .contains("avrundad med -0.30 SEK"));
    }

    /** Those of the very amount come first, then those of its currency, however many there are. */
    @Test
    void theNearestAreShownFirst() {
        Candidate unbooked = new Candidate("9", "10231", PAID, false);
        Reason reason = held(List.of(
                invoice("1", "10231", "10.00 EUR"),
                invoice("2", "10231", "10.00 SEK"),
                invoice("3", "10231", "1250.00 EUR"),
                unbooked,
                invoice("5", "10231", "-1250.00 SEK"),
                invoice("4", "10231", "20.00 EUR")));

        assertThat(String.valueOf(reason.facts().get("candidates")).split("; ", -1))
                .extracting(one -> one.substring(0, 1))
                .containsExactly("9", "2", "5", "1", "3");
    }

    /** Of those that do not carry the reference all are shown; of those that do, only they. */
    @Test
    void whatCarriesTheReferenceIsShownAlone() {
        Reason reason = held(List.of(invoice("501", "10231", "10.00 SEK"), invoice("502", "102310", "1250.00 SEK")));

        assertThat(reason.code()).isEqualTo("INVOICE_NOT_PAYABLE");
        assertThat(reason.facts()).containsEntry("candidates", "501 (10231, 10.00 SEK)");
    }

    @Test
    void theOneBookedInvoiceOfExactlyTheAmountIsTheOneThatWasCredited() {
        Candidate credit = invoice("504", "10231", "-125.00 SEK");
        Candidate unbooked = new Candidate("505", "10231", Money.parse("-125.00 SEK"), false);
        Candidate other = invoice("506", "10231", "-125.01 SEK");
        Money refund = Money.parse("-125.00 SEK");

        assertThat(InvoiceMatch.closed(WANTED, refund, List.of(unbooked, other, credit)))
                .isEqualTo(new InvoiceMatch.Match(credit, null));
        for (List<Candidate> found : List.of(List.of(unbooked, other), List.of(credit, credit))) {
            assertThat(InvoiceMatch.closed(WANTED, refund, found).held())
                    .extracting(Reason::code)
                    .isEqualTo("INVOICE_CREDITED_ELSEWHERE");
        }
    }

    private static Candidate rounded(String number, String left, String by) {
        return new Candidate(number, "10231", Money.parse(left), true, Money.parse(by));
    }

    @Test
    void aRefundPaysACreditInvoice() {
        Candidate credit = invoice("506", "10231", "-1250.00 SEK");

        assertThat(InvoiceMatch.choose(
                                WANTED,
                                Money.parse("-125.00 SEK"),
                                List.of(invoice("501", "10231", "1250.00 SEK"), credit))
                        .found())
                .isEqualTo(credit);
    }

    @Test
    void whatIsNotOneInvoiceWaitsAndShowsWhatIsNear() {
        Candidate one = invoice("501", "10231", "1250.01 SEK");
        Candidate two = invoice("502", "10231", "2000.00 SEK");

        assertThat(held(List.of(two, one)))
                .isEqualTo(Reason.of(
                        "INVOICE_AMBIGUOUS",
                        "order",
                        "10231",
                        "field",
                        "YourReference",
                        "amount",
                        "1250.00 SEK",
                        "candidates",
                        "501 (10231, 1250.01 SEK); 502 (10231, 2000.00 SEK)"));
        assertThat(held(List.of(invoice("7", "999", "1250.00 SEK"))).code()).isEqualTo("INVOICE_NOT_FOUND");
        assertThat(held(List.of()).facts()).containsEntry("candidates", "-");
        assertThat(held(List.of(new Candidate("505", "10231", PAID, false))))
                .satisfies(reason -> assertThat(reason.code()).isEqualTo("INVOICE_NOT_PAYABLE"))
                .satisfies(reason ->
                        assertThat(Reasons.in("en").cause(reason)).contains(": 505 (10231, 1250.00 SEK, not booked)."))
                .satisfies(reason -> assertThat(Reasons.in("sv").cause(reason))
                        .contains(": 505 (10231, 1250.00 SEK, inte bokförd)."));
    }

    @Test
    void aCreditInvoiceThatNoRefundPaidWentSomeOtherWay() {
        Candidate credit = invoice("506", "10231", "-125.00 SEK");

        assertThat(InvoiceMatch.outsideProvider(List.of(credit), List.of()))
                .containsExactly(Reason.of(
                        "REFUND_OUTSIDE_PROVIDER", "order", "10231", "invoice", "506", "amount", "125.00 SEK"));
        assertThat(InvoiceMatch.outsideProvider(List.of(credit), List.of(WANTED)))
                .isEmpty();
        assertThat(InvoiceMatch.outsideProvider(List.of(invoice("506", "10231", "0.00 SEK")), List.of()))
                .isEmpty();
    }

    private static Reason held(List<Candidate> found) {
        return Objects.requireNonNull(InvoiceMatch.choose(WANTED, PAID, found).held());
    }

    private static Candidate invoice(String number, String reference, String left) {
        return new Candidate(number, reference, Money.parse(left), true);
    }
}
