package se.kvitta.target.sie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.info.BuildProperties;
import se.kvitta.booking.Booking;
import se.kvitta.delivery.Dispatch;
import se.kvitta.journal.Batches;
import se.kvitta.journal.Postings;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.FinancialYear;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.sie.SieFile;
import se.kvitta.sie.SieReader;
import se.kvitta.sie.SieRow;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestJournal;
import se.kvitta.testing.TestMerchants;

/** SIE has two decimals, whatever the currency: what fits is read back as it was booked, what does not is not rounded. */
class SieAmountsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 2, 16);
    private static final SieEncoder ENCODER =
            new SieEncoder(new DefaultListableBeanFactory().getBeanProvider(BuildProperties.class));

    @TempDir
    static Path folder;

    private static TestJournal journal;

    @BeforeAll
    static void start() {
        journal = new TestJournal(new TestHome(folder).merchant("kaffe", TestMerchants.SIE));
    }

    @AfterAll
    static void stop() {
        journal.close();
    }

    @Test
    void amountsOfEveryCurrencyWithAtMostTwoDecimalsAreReadBackAsTheyWereBooked() {
        for (Currency currency : Currency.getAvailableCurrencies()) {
            int decimals = currency.getDefaultFractionDigits();
            if (decimals < 0 || decimals > 2) {
                continue;
            }
            for (long minor : List.of(1L, 99L, 100L, 12_345L, 1_000_000_000_000L)) {
                Money amount = Money.ofMinor(minor, currency);

                assertThat(amounts(written(amount), currency)).containsExactly(amount, amount.negated());
            }
        }
    }

    @Test
    void amountsOfThreeAndFourDecimalsAreWrittenOnlyWhereNothingIsLost() {
        for (Currency currency : List.of(Currency.getInstance("KWD"), Currency.getInstance("CLF"))) {
            Money whole = Money.of("1.25", currency.getCurrencyCode());
            assertThat(amounts(written(whole), currency)).containsExactly(whole, whole.negated());
            assertThatThrownBy(() -> written(Money.ofMinor(1, currency))).isInstanceOf(ArithmeticException.class);
        }
    }

    private static List<Money> amounts(SieFile file, Currency currency) {
        var amounts = new ArrayList<Money>();
        for (SieRow row : file.vouchers().get(0).rows()) {
            amounts.add(Money.of(new BigDecimal(row.ore()).movePointLeft(2), currency));
        }
        return amounts;
    }

    private static SieFile written(Money amount) {
        var rows = List.of(
                VoucherRow.of("CLEARING_SEK", new Account("1581", "Avräkning"), amount),
                VoucherRow.of("SALES_25", new Account("3001", "Försäljning"), amount.negated()));
        var booking = new Booking(
                "P1/sales", Booking.Kind.VOUCHER, "P1", new Voucher("KV", DAY, "CAPTURE_DAY", "Försäljning", rows), 1);
        var posting = new Postings.Posting(
                1,
                "kaffe",
                "kaffe-se",
                1,
                booking,
                "sie",
                "(kv P1:00000000)",
                "v1",
                Postings.State.PLANNED,
                null,
                null);
        var batch = new Batches.Batch(
                1,
                "kaffe",
                "sie",
                "kaffe.si",
                new FinancialYear(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31)),
                DAY,
                Batches.State.WRITTEN);
        var dispatch = Dispatch.of(
                journal.merchants().requireMerchant("kaffe"),
                journal.merchants().target("sie"),
                List.of(posting),
                batch);
        return SieReader.read(ENCODER.encode(dispatch).content()).orThrow();
    }
}
