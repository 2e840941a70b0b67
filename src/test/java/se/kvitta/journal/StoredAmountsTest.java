package se.kvitta.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.booking.Booking;
import se.kvitta.journal.Settlements.Staging;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.ledger.VoucherRow.Foreign;
import se.kvitta.ledger.VoucherRow.Party;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.Proof;
import se.kvitta.settlement.Statement;
import se.kvitta.settlement.VatPart;
import se.kvitta.testing.Databases;
import se.kvitta.testing.MovableClock;

/** What the journal stores it gives back: amounts of every currency to the minor unit, rates and days as they were. */
class StoredAmountsTest {

    private static final Instant NOW = Instant.parse("2026-03-05T12:00:00Z");
    private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);
    private static final List<Currency> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .filter(currency -> currency.getDefaultFractionDigits() >= 0)
            .sorted(Comparator.comparing(Currency::getCurrencyCode))
            .toList();

    @TempDir
    Path folder;

    private final Random random = new Random(4217);

    @ParameterizedTest
    @EnumSource
    void eventsOfEveryCurrency(Databases kind) throws IOException {
        var journal = new Stored(kind, folder);
        var events = new ArrayList<Event>();
        for (Currency currency : CURRENCIES) {
            for (long minor : List.of(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, random.nextLong())) {
                events.add(event(events.size(), Money.ofMinor(minor, currency)));
            }
        }

        Staging staging = journal.staging();
        staging.add(events);

        var read = new ArrayList<Event>();
        EventCursor.ofStaged(journal.database, staging.id()).forEachRemaining(read::add);
        assertThat(read).isEqualTo(events);
        assertThat(events)
                .extracting(event -> event.amount().currency().getDefaultFractionDigits())
                .contains(0, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource
    void bookingsInEveryCurrency(Databases kind) throws IOException {
        var journal = new Stored(kind, folder);
        Postings.Plan plan = journal.postings.plan(journal.settlement(), "acmebooks", "v1");
        var bookings = new ArrayList<Booking>();
        for (Currency currency : CURRENCIES) {
            bookings.add(booking(1, currency));
            bookings.add(booking(Long.MAX_VALUE, currency));
        }

        bookings.forEach(booking -> plan.stage(booking, "(kv P1:00000000)", List.of("voucher")));

        assertThat(plan.commit(0)).isTrue();
        assertThat(journal.postings.of(journal.settlements
                        .counting("ljus-se", "P1", 0)
                        .orElseThrow()
                        .id()))
                .extracting(Postings.Posting::booking)
                .isEqualTo(bookings);
    }

    private Event event(int number, Money amount) {
        Currency other = any();
        boolean sameCurrency = other.equals(amount.currency());
        var rate = new ExchangeRate(
                other,
                amount.currency(),
                sameCurrency ? BigDecimal.ONE : BigDecimal.valueOf(2 + random.nextInt(1_000_000_000), 8),
                FIRST.plusDays(random.nextInt(5_000)),
                "Provider | own");
        return Event.of(EventKind.ADJUSTMENT, "KEY|" + number, Instant.ofEpochSecond(random.nextInt()), amount)
                .original(Money.ofMinor(random.nextLong(), other), rate)
                .vat(List.of(new VatPart(new VatRate(random.nextInt(10_001)), random.nextLong())))
                .vatInBooks(Money.ofMinor(random.nextLong(), any()))
                // Also the days on which the clock changes.
                .ordered(FIRST.plusDays(random.nextInt(5_000)))
                .row(number)
                .build();
    }

    private Booking booking(long minor, Currency books) {
        Currency foreign = CURRENCIES.get((CURRENCIES.indexOf(books) + 1) % CURRENCIES.size());
        var rate = new ExchangeRate(
                foreign,
                books,
                BigDecimal.valueOf(2 + random.nextInt(1_000_000_000), 9),
                FIRST.plusDays(random.nextInt(5_000)),
                "Riksbanken");
        Money amount = Money.ofMinor(minor, books);
        var rows = List.of(
                VoucherRow.of("CLEARING", new Account("1581", "Avräkning"), amount),
                new VoucherRow(
                        "SALES_25",
                        new Account("3001", "Försäljning"),
                        amount.negated(),
                        "",
                        new Foreign(Money.ofMinor(-random.nextInt(1_000_000_000), foreign), rate),
                        null,
                        Party.NONE,
                        Dimensions.NONE));
        LocalDate day = FIRST.plusDays(random.nextInt(5_000));
        return new Booking(
                books + "/sales/" + minor,
                Booking.Kind.VOUCHER,
                "P1",
                new Voucher("KV", day, "CAPTURE_DAY", "Försäljning", rows),
                1);
    }

    private Currency any() {
        return CURRENCIES.get(random.nextInt(CURRENCIES.size()));
    }

    /** A journal with documents of one profile. */
    private static final class Stored {
        private final Path folder;
        private final Database database;
        private final Documents documents;
        private final Settlements settlements;
        private final Postings postings;
        private int taken;

        Stored(Databases kind, Path folder) {
            this.folder = folder;
            database = new Database(kind.migrated(), new MovableClock(NOW));
            documents = new Documents(database);
            settlements = new Settlements(database, documents);
            postings = new Postings(database);
        }

        Staging staging() throws IOException {
            Path file = Files.writeString(folder.resolve("document"), "document " + ++taken);
            Documents.Document document = documents.store("ljus-se", "acmepay", "source", "a.csv", file);
            String attempt = "attempt " + taken;
            assertThat(documents.claim("ljus-se", document.sha256(), attempt, Duration.ofMinutes(2)))
                    .isTrue();
            return settlements.stage(document, attempt, "ljus");
        }

        /** One of no events, for bookings to belong to. */
        Settlements.Settlement settlement() throws IOException {
            Money nothing = Money.zero(Money.SEK);
            var statement = new Statement("P1", Money.SEK, FIRST, nothing, nothing, nothing, "", 0, List.of());
            settlements.accept(staging(), statement, nothing, FIRST, new Proof.Running().against(statement), true);
            return settlements.counting("ljus-se", "P1", 0).orElseThrow();
        }
    }
}
