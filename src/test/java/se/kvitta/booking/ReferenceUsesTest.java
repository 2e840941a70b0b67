package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.booking.BookingRules.InvoiceField;
import se.kvitta.booking.ReferenceUses.Form;
import se.kvitta.booking.ReferenceUses.Use;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.Party;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.Reference;

/** What becomes of the provider's references of an order, in the modes that book it. */
class ReferenceUsesTest {

    private static final SettlementFacts FACTS = Booked.facts("2201447718", "2026-02-16", "0.00 SEK", 2);
    private static final Form OCR = new Form(Pattern.compile("[0-9]{2,25}"), true);
    private static final Form NUMBER = new Form(Pattern.compile("[1-9][0-9]{0,8}"), false);

    /** A check digit is of digits, whatever else the target takes; and a person is told what it takes. */
    @Test
    void aCheckDigitIsOfDigits() {
        var any = new Form(Pattern.compile(".+"), true);

        assertThat(any.fits("1842")).isTrue();
        assertThat(any.fits("A1842")).isFalse();
        assertThat(any.fits("18 42")).isFalse();
        assertThat(OCR).hasToString("[0-9]{2,25} + Luhn");
        assertThat(NUMBER).hasToString("[1-9][0-9]{0,8}");
    }

    /** What a profile does not say any more is not said of an invoice that was planned before. */
    @Test
    void anInvoiceIsStillCalledWhatTheProfileStillSays() {
        var before = new Party("17", "a comment", "1042", "10421");

        assertThat(ReferenceUses.NONE.still(before)).isEqualTo(new Party("17", "a comment", "", ""));
        assertThat(uses(Map.of(Use.INVOICE_NUMBER, Reference.ORDER_NUMBER)).still(before))
                .isEqualTo(new Party("17", "a comment", "1042", ""));
        assertThat(uses(Map.of(Use.OCR, Reference.ORDER_NUMBER)).still(before))
                .isEqualTo(new Party("17", "a comment", "", "10421"));
    }

    private static Event.Builder sale(String first, String second) {
        return Happened.sale("1", "2026-02-02", "10.00 SEK").order(new OrderReference("id", first, second, "", ""));
    }

    private static ReferenceUses uses(Map<Use, Reference> uses) {
        return new ReferenceUses(uses, Map.of(Use.OCR, OCR, Use.INVOICE_NUMBER, NUMBER));
    }

    private static Booked book(TestRules rules, Event... events) {
        return Booked.of(FACTS, List.of(events), rules.build());
    }

    /** 18 → 1842 and 32 → 3244 are what an accounting system makes of its own numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"133", "1842", "3244", "70011", "7992739871 3"})
    void aPaymentReferenceHasItsCheckDigit(String text) {
        String ocr = text.replace(" ", "");
        assertThat(OCR.fits(ocr)).isTrue();
        assertThat(OCR.fits(ocr.substring(0, ocr.length() - 1) + (ocr.charAt(ocr.length() - 1) - '0' + 1) % 10))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "70 011", "WEB-1", "70011a", "00000000000000000000000000"})
    void whatIsNoPaymentReferenceDoesNotFit(String text) {
        assertThat(OCR.fits(text)).isFalse();
    }

    @Test
    void anInvoiceIsCalledAsItsReferencesSayAndItsPaymentIsNot() {
        Event sale = sale("WEB-1", "70011").build();
        var rules = new TestRules()
                .modes(Mode.LEDGER)
                .references(uses(Map.of(
                        Use.OCR, Reference.SECOND_REFERENCE,
                        Use.INVOICE_NUMBER, Reference.SECOND_REFERENCE,
                        Use.COMMENT, Reference.ORDER_ID)));

        List<Booking> bookings = book(rules, sale).bookings();

        assertThat(bookings.get(0).voucher().rows())
                .extracting(VoucherRow::party)
                .containsOnly(new Party("", "id", "70011", "70011"));
        assertThat(bookings.get(1).voucher().rows())
                .extracting(VoucherRow::party)
                .containsOnly(new Party("", "id", "", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "70012, OCR, OCR_UNFIT",
        "WEB-1, OCR, OCR_UNFIT",
        "'', OCR, INVOICE_REFERENCE_MISSING",
        "0070011, INVOICE_NUMBER, INVOICE_NUMBER_UNFIT",
        "7001100000, INVOICE_NUMBER, INVOICE_NUMBER_UNFIT",
        "'', INVOICE_NUMBER, INVOICE_REFERENCE_MISSING"
    })
    void anInvoiceThatCannotBeCalledSoWaits(String second, Use use, String code) {
        var references = uses(Map.of(use, Reference.SECOND_REFERENCE));

        Booked booked = book(
                new TestRules().modes(Mode.LEDGER).references(references),
                sale("WEB-1", second).build());

        assertThat(booked.bookings()).isEmpty();
        assertThat(booked.heldCodes()).containsExactly(code);
        assertThat(booked.held().get(0).reason().facts())
                .containsEntry("order", "WEB-1")
                .containsEntry("amount", "10.00 SEK")
                .containsEntry("reference", "secondReference")
                .containsEntry("value", second.isEmpty() ? "-" : second)
                .containsEntry("use", use.word());
    }

    @Test
    void anInvoiceIsFoundByTheFirstReferenceThatTheOrderHas() {
        var rules = new TestRules()
                .modes(Mode.MATCH)
                .match(
                        new InvoiceField(Reference.SECOND_REFERENCE, "DocumentNumber"),
                        new InvoiceField(Reference.FIRST_REFERENCE, "OCR"));

        assertThat(find(rules, sale("70029", "70011").build())).isEqualTo(new Booking.Find("DocumentNumber", "70011"));
        assertThat(find(rules, sale("70029", "").build())).isEqualTo(new Booking.Find("OCR", "70029"));
        assertThat(book(rules, sale("", "").build()).heldCodes()).containsExactly("REFERENCE_MISSING");
    }

    private static Object find(TestRules rules, Event sale) {
        Booking.Invoice about = book(rules, sale).only("/payment").invoice();
        return about == null || about.find() == null ? "nothing" : about.find();
    }

    @Test
    void aCommentStandsOnTheRowOfItsOrderAndInTheVoucherOfItsDispute() {
        var rules = new TestRules()
                .modes(Mode.DAILY, Mode.PAYOUT)
                .split()
                .references(uses(Map.of(Use.COMMENT, Reference.SECOND_REFERENCE)));
        Event dispute = Happened.event(EventKind.CHARGEBACK_OPENED, "1", "2026-02-05", "4.00 SEK")
                .order(new OrderReference("id", "WEB-1", "F-9", "", ""))
                .subject("D1")
                .build();

        Booked booked = book(
                rules,
                sale("WEB-1", "F-9").build(),
                sale("WEB-2", "").build(),
                dispute,
                Happened.payout("2026-02-16", "16.00 SEK").build());

        List<VoucherRow> clearing = booked.only("/payout").voucher().rows().stream()
                .filter(row -> row.role().equals("CLEARING_SEK"))
                .toList();
        assertThat(clearing).extracting(VoucherRow::said).containsExactly("WEB-1, F-9", "WEB-2", "tvist WEB-1, F-9");
        assertThat(booked.bookings())
                .filteredOn(booking -> booking.voucher().text().contains("tvist"))
                .singleElement()
                .satisfies(own -> assertThat(own.voucher().rows())
                        .extracting(VoucherRow::said)
                        .containsOnly("F-9"));
    }

    @Test
    void aCommentIsNotSaidTwice() {
        var row = new VoucherRow(
                "CLEARING_SEK",
                new Account("1581", "Avräkning"),
                Money.parse("1.00 SEK"),
                "tvist 10231",
                null,
                null,
                new Party("", "10231", "", ""),
                VoucherRow.Dimensions.NONE);

        assertThat(row.said()).isEqualTo("tvist 10231");
    }
}
