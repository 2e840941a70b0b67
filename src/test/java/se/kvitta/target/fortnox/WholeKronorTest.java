package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.settlement.OrderReference;

/** What a company that rounds its invoices to whole kronor makes of an amount, to the öre. */
class WholeKronorTest {

    @ParameterizedTest
    @CsvSource({
        "1250.30 SEK, 0.70 SEK",
        "1250.99 SEK, 0.01 SEK",
        "1250.01 SEK, 0.99 SEK",
        "0.50 SEK, 0.50 SEK",
        "1250.00 SEK, 0.00 SEK",
        "0.00 SEK, 0.00 SEK",
        "-1250.30 SEK, -0.70 SEK",
        "-0.01 SEK, -0.99 SEK"
    })
    void aTotalIsRaisedAwayFromZero(String total, String raise) {
        assertThat(WholeKronor.raise(Money.parse(total))).isEqualTo(Money.parse(raise));
    }

    /** Only what is in kronor with öre, and is made or closed as an invoice. */
    @ParameterizedTest
    @CsvSource({
        "INVOICE, 1250.30 SEK, , true",
        "CREDIT_INVOICE, -1250.30 SEK, , true",
        "INVOICE, 1250.00 SEK, , false",
        "INVOICE, 1250.30 EUR, , false",
        "PAYMENT, 1250.00 SEK, 1250.30 SEK, true",
        "PAYMENT, 1250.30 SEK, 1251.00 SEK, false",
        "PAYMENT, 1250.30 SEK, , false",
        "SALES_ORDER, 1250.30 SEK, , false",
        "UNBOOKED_INVOICE, 1250.30 SEK, , false"
    })
    void anInvoiceMayBeRounded(Kind kind, String total, @Nullable String closes, boolean mayRound) {
        assertThat(WholeKronor.mayRound(booking(kind, total, closes))).isEqualTo(mayRound);
    }

    @Test
    void aVoucherIsNoInvoice() {
        assertThat(WholeKronor.mayRound(new Booking("k", Kind.VOUCHER, "1", voucher(), 1)))
                .isFalse();
    }

    /** Less than a krona, to whole kronor, and by as much as Fortnox says; its lists do not say it. */
    @ParameterizedTest
    @CsvSource({
        "1250.30 SEK, 1250, -0.3, true",
        "1250.50 SEK, 1251, 0.5, true",
        "1250.30 SEK, 1250, , true",
        "1250.30 SEK, 1250, 0.3, false",
        "1250.30 SEK, 1250, 0, false",
        "1250.30 SEK, 1250.20, -0.1, false",
        "1250.00 SEK, 1249, -1, false",
        "1250.01 SEK, 1251, 0.99, true",
        "-1250.30 SEK, -1250, 0.3, true",
        "1250.30 EUR, 1250, -0.3, false"
    })
    void anInvoiceWasRoundedByLessThanAKrona(String ours, String total, @Nullable String by, boolean rounded)
            throws IOException {
        Money asked = Money.parse(ours);
        JsonNode invoice = invoice(total, by);

        assertThat(WholeKronor.isRounded(invoice, asked, InvoiceTotal.total(invoice, asked.currency())))
                .isEqualTo(rounded);
    }

    /** One that Fortnox has rounded to just that has no row that takes it back. */
    @ParameterizedTest
    @CsvSource({
        "INVOICE, 1250.30 SEK, 1251, 0, true",
        "INVOICE, 1250.30 SEK, 1251, , true",
        "INVOICE, 1250.70 SEK, 1251, 0.3, false",
        "INVOICE, 1250.30 SEK, 1250, 0, false",
        "INVOICE, 1250.30 SEK, 1252, 0, false",
        "INVOICE, 1250.00 SEK, 1250, 0, false",
        "CREDIT_INVOICE, -1250.30 SEK, -1251, 0, true",
        "CREDIT_INVOICE, -1250.30 SEK, -1250, 0, false"
    })
    void anInvoiceWasRaisedByARow(Kind kind, String ours, String total, @Nullable String by, boolean raised)
            throws IOException {
        assertThat(WholeKronor.isRaised(invoice(total, by), booking(kind, ours, null)))
                .isEqualTo(raised);
    }

    private static JsonNode invoice(String total, @Nullable String roundOff) throws IOException {
        return new ObjectMapper()
                .readTree("{\"Total\":" + total + (roundOff == null ? "" : ",\"RoundOff\":" + roundOff) + "}");
    }

    private static Booking booking(Kind kind, String total, @Nullable String closes) {
        var about = new Booking.Invoice(
                OrderReference.NONE,
                "",
                Money.parse(total),
                "SE",
                Booking.Market.HOME,
                "",
                List.of(),
                null,
                List.of(),
                null,
                closes == null ? null : Money.parse(closes));
        return new Booking("order/1", kind, "1", voucher(), 1, about);
    }

    private static Voucher voucher() {
        var customer = VoucherRow.of("AR_CUSTOMER", new Account("1510", "Kundfordringar"), Money.parse("1.00 SEK"));
        var sales = VoucherRow.of("SALES_25", new Account("3001", "Försäljning"), Money.parse("-1.00 SEK"));
        return new Voucher("B", LocalDate.of(2026, 2, 2), "CAPTURE_DAY", "Kundfaktura", List.of(customer, sales));
    }
}
