package se.kvitta.planning;

import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.Booking;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.CannotBook;
import se.kvitta.booking.ExchangeRates;
import se.kvitta.booking.Knowledge;
import se.kvitta.booking.MoneyRules;
import se.kvitta.booking.Occasions;
import se.kvitta.delivery.Encoder;
import se.kvitta.delivery.Marker;
import se.kvitta.exchange.RateLookup;
import se.kvitta.exchange.Rates;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Closings;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Reason;

/**
 * Enters what no settlement brings, once each: the opening balance, payouts that have reached the bank, reverse charge on
 * confirmed invoices; and, when a person asks for it, what closes a year.
 */
public final class OccasionPlanning {

    private static final Logger LOG = LoggerFactory.getLogger(OccasionPlanning.class);

    /** How many days after its end a month's fees wait for the supplier's invoice before a person is asked. */
    private static final int INVOICE_DAYS = 10;

    /** How many months back fees are looked at for their supplier's invoice. */
    private static final int INVOICE_MONTHS = 14;

    private final Merchants merchants;
    private final Postings postings;
    private final Closings closings;
    private final Tasks tasks;
    private final Audit audit;
    private final Rates rates;
    private final Function<String, Encoder> encoders;
    private final Clock clock;

    public OccasionPlanning(
            Merchants merchants,
            Postings postings,
            Closings closings,
            Tasks tasks,
            Audit audit,
            Rates rates,
            Function<String, Encoder> encoders,
            Clock clock) {
        this.merchants = merchants;
        this.postings = postings;
        this.closings = closings;
        this.tasks = tasks;
        this.audit = audit;
        this.rates = rates;
        this.encoders = encoders;
        this.clock = clock;
    }

    /** One profile with all that its occasions need. */
    private record Books(
            Merchant merchant,
            Profile profile,
            BookingRules rules,
            Occasions occasions,
            Optional<RateLookup> published) {}

    /** Enters what is due for a merchant; answers which exchange rates must be fetched first, if any. */
    public Planned enter(String merchantName) {
        Merchant merchant = merchants.requireMerchant(merchantName);
        LocalDate today = Stockholm.dayOf(clock.instant());
        Planned all = Planned.NOTHING;
        for (Profile profile : merchant.profiles().values()) {
            Books books = books(merchant, profile);
            all = all.and(enterAll(books, "occasions", due(books, today)));
            askForInvoices(books, today);
        }
        return all;
    }

    /** What closing a year would enter for a merchant, in words; nothing is entered. */
    public List<String> yearEnd(String merchantName, LocalDate day) {
        var lines = new ArrayList<String>();
        Merchant merchant = merchants.requireMerchant(merchantName);
        for (Profile profile : merchant.profiles().values()) {
            Books books = books(merchant, profile);
            for (Booking booking : bookings(books, closing(books, day))) {
                lines.add(profile.name() + ": " + booking.voucher().text() + ", "
                        + booking.voucher().total()
                        + (postings.entered(profile.name(), booking.key()) ? " (entered)" : ""));
            }
            if (books.rules().salesByOthers()) {
                profile.currencies().stream()
                        .filter(currency -> !currency.equals(merchant.books()))
                        .forEach(currency -> lines.add(profile.name() + ": CLEARING_" + currency
                                + " is not revalued here, because somebody else books the sales on it"));
            }
            prepaid(books, day).stream()
                    .filter(order -> order.delivered() == null)
                    .forEach(order -> lines.add(profile.name() + ": order " + order.order() + ", "
                            + Money.ofMinor(order.net(), merchant.books()) + " without VAT, has no day of delivery"));
        }
        return lines;
    }

    /**
     * A financial year of a merchant.
     *
     * @param last its last Stockholm day
     */
    public record Year(String merchant, LocalDate last) {}

    /** Enters what closes a financial year; answers which exchange rates must be fetched first, if any. */
    public Planned closeYear(Year year) {
        LocalDate day = year.last();
        Merchant merchant = merchants.requireMerchant(year.merchant());
        Planned all = Planned.NOTHING;
        for (Profile profile : merchant.profiles().values()) {
            Books books = books(merchant, profile);
            all = all.and(enterAll(books, "year end " + day, closing(books, day)));
        }
        return all;
    }

    /**
     * Keeps a supplier's invoice over a month's fees, so that its reverse charge is entered. Throws
     * {@link IllegalArgumentException} when the profile's fees bear none, or the base is not what is booked.
     */
    public void confirm(String profileName, Occasions.FeeInvoice invoice, String actor) {
        Profile profile = merchants.requireProfile(profileName);
        Merchant merchant = merchants.requireMerchant(profile.merchant());
        if (!profile.money().feeVat().isReverseCharge()) {
            throw new IllegalArgumentException("feeVat of " + profileName + " is "
                    + profile.money().feeVat() + ": its fees bear no reverse charge");
        }
        Money booked = closings
                .fees(profileName, merchant.books(), invoice.month().atDay(1))
                .stream()
                .filter(fees -> fees.month().equals(invoice.month()))
                .map(Closings.Fees::amount)
                .filter(amount -> amount.currency().equals(invoice.base().currency()))
                .findFirst()
                .orElse(Money.zero(invoice.base().currency()));
        if (!booked.equals(invoice.base())) {
            throw new CannotBook(Reason.of(
                    "FEE_INVOICE_DIFFERS",
                    "number",
                    invoice.number(),
                    "month",
                    invoice.month(),
                    "base",
                    invoice.base(),
                    "booked",
                    booked,
                    "difference",
                    invoice.base().minus(booked)));
        }
        closings.confirm(profileName, invoice, actor);
    }

    /**
     * Enters gift cards that have expired; false when those of the reference are entered already. Throws {@link CannotBook}
     * when the day is closed or an account is missing, and {@link IllegalArgumentException} for a profile that books no sales.
     */
    public boolean expire(String profileName, Occasions.ExpiredCards cards) {
        Profile profile = merchants.requireProfile(profileName);
        Merchant merchant = merchants.requireMerchant(profile.merchant());
        if (!merchant.roles(profile).isPossible("GIFTCARD_EXPIRED")) {
            throw new IllegalArgumentException(
                    profileName + " books no sales, so that it has no debt for gift cards: whoever books them ends it");
        }
        Books books = books(merchant, profile);
        return enter(books, books.occasions().expired(cards));
    }

    private Books books(Merchant merchant, Profile profile) {
        BookingRules rules =
                merchants.rules(profile).lockedThrough(postings.looks().lockedThrough(merchant.name()));
        Optional<RateLookup> published = merchants.publisherOf(merchant).map(rates::lookup);
        ExchangeRates exchange = published.<ExchangeRates>map(lookup -> lookup).orElse(merchants.rates(merchant));
        return new Books(merchant, profile, rules, new Occasions(rules, exchange), published);
    }

    /** One thing to enter: nothing of it is made before it is asked for, because making it may ask for a rate. */
    @FunctionalInterface
    private interface Maker {

        Optional<Booking> make();
    }

    private List<Maker> due(Books books, LocalDate today) {
        var makers = new ArrayList<Maker>();
        String profile = books.profile().name();
        books.rules().money().openings().forEach((currency, opening) -> {
            if (!opening.day().isAfter(today) && !postings.entered(profile, "opening/" + currency)) {
                makers.add(() -> books.occasions().opening(currency));
            }
        });
        if (books.rules().money().bankLeg() == MoneyRules.BankLeg.BANK) {
            for (Occasions.Arrival arrival :
                    closings.arrivals(profile, books.merchant().books(), today)) {
                if (!postings.entered(profile, "bank/" + arrival.reference())) {
                    // What is on its way over the end of a year arrives at the value that the year closes at.
                    makers.add(() -> {
                        requireNotBanked(books, arrival);
                        return books.occasions().revaluation(arrival);
                    });
                    makers.add(() -> {
                        requireNotBanked(books, arrival);
                        long difference = books.occasions().revaluation(arrival).stream()
                                .flatMap(booking -> booking.voucher().rows().stream())
                                .filter(row -> row.role().startsWith("TRANSIT_"))
                                .mapToLong(row -> row.amount().minor())
                                .sum();
                        return Optional.of(books.occasions().bank(arrival.revalued(difference)));
                    });
                }
            }
        }
        if (books.rules().money().feeVat().isReverseCharge()) {
            for (Closings.Fees fees : fees(books, today)) {
                Currency currency = fees.amount().currency();
                if (!postings.entered(profile, "reverse-charge/" + fees.month() + "/" + currency)) {
                    makers.add(() ->
                            closings.confirmed(profile, fees.month(), currency).map(books.occasions()::reverseCharge));
                }
            }
        }
        LocalDate yearEnd = books.rules().periods().yearOf(today).first().minusDays(1);
        if (postings.anyEntered(profile, "undelivered/%/" + yearEnd)) {
            for (Closings.Prepaid order : prepaid(books, yearEnd)) {
                LocalDate delivered = order.delivered();
                if (delivered != null
                        && !delivered.isAfter(today)
                        && postings.entered(profile, "undelivered/" + order.order() + "/" + yearEnd)
                        && !postings.entered(profile, "delivered/" + order.order())) {
                    Money net = Money.ofMinor(order.net(), books.merchant().books());
                    makers.add(() -> Optional.of(books.occasions().delivered(order.order(), net, delivered)));
                }
            }
        }
        return makers;
    }

    /** Throws {@link CannotBook} when somebody else has booked it on the bank, or nobody can say yet. */
    private void requireNotBanked(Books books, Occasions.Arrival arrival) {
        Merchant merchant = books.merchant();
        Knowledge.BankBook bank = postings.looks()
                .bank(
                        merchant.name(),
                        merchant.books(),
                        merchants.target(merchant.target()).asks().bank());
        LocalDate from = arrival.day().minusDays(Knowledge.BankBook.DAYS);
        LocalDate until = arrival.day().plusDays(Knowledge.BankBook.DAYS);
        @Nullable
        Account account = books.rules()
                .plan()
                .find("BANK_" + arrival.amount().currency(), arrival.day())
                .map(AccountPlan.Entry::account)
                .orElse(null);
        if (account == null) {
            return;
        }
        bank.booked(account, arrival.amount(), from, until).ifPresent(booked -> {
            throw new CannotBook(Reason.of(
                    "BANK_ALSO_BOOKED",
                    "order",
                    arrival.reference(),
                    "amount",
                    arrival.amount(),
                    "day",
                    arrival.day(),
                    "account",
                    account,
                    "booked",
                    booked,
                    "voucher",
                    bank.voucher(account, arrival.amount(), from, until)));
        });
    }

    /**
     * Somebody says that a payout that has reached the bank is booked there by another voucher: it is not entered. Throws
     * {@link IllegalArgumentException} when it does not wait to be.
     */
    public void bankedByOthers(String profileName, String reference, String actor) {
        Profile profile = merchants.requireProfile(profileName);
        Merchant merchant = merchants.requireMerchant(profile.merchant());
        String key = "bank/" + reference;
        boolean waits = closings.arrivals(profileName, merchant.books(), Stockholm.dayOf(clock.instant())).stream()
                .anyMatch(arrival -> arrival.reference().equals(reference));
        if (!waits || postings.entered(profileName, key)) {
            throw new IllegalArgumentException(
                    "no payout " + reference + " of " + profileName + " waits to be entered on the bank");
        }
        postings.enterByHand(profileName, key);
        audit.add(actor, "bank booked by others", merchant.name(), key, profileName);
    }

    private List<Closings.Fees> fees(Books books, LocalDate today) {
        return closings.fees(
                books.profile().name(),
                books.merchant().books(),
                YearMonth.from(today).minusMonths(INVOICE_MONTHS).atDay(1));
    }

    private List<Closings.Prepaid> prepaid(Books books, LocalDate yearEnd) {
        return closings.prepaid(
                books.merchant().name(),
                books.profile().name(),
                books.rules().periods().yearOf(yearEnd).first(),
                yearEnd);
    }

    private List<Maker> closing(Books books, LocalDate day) {
        var makers = new ArrayList<Maker>();
        Currency currency = books.merchant().books();
        for (Occasions.Held held : foreign(books, day)) {
            int time = 1;
            while (postings.entered(books.profile().name(), Occasions.revaluationKey(held, day, time))) {
                time++;
            }
            int next = time;
            makers.add(() -> books.occasions().revaluation(held, day, next));
        }
        for (Closings.Prepaid order : prepaid(books, day)) {
            if (order.delivered() != null) {
                makers.add(() -> Optional.of(
                        books.occasions().undelivered(order.order(), Money.ofMinor(order.net(), currency), day)));
            }
        }
        return makers;
    }

    /** What is revalued; clearing only where Kvitta books all of it. */
    private List<Occasions.Held> foreign(Books books, LocalDate day) {
        boolean settles = books.rules().money().day() == MoneyRules.Day.SETTLEMENT;
        return closings.balances(books.profile().name(), books.merchant().books(), day, settles).stream()
                .filter(held -> !books.rules().salesByOthers() || !held.role().startsWith("CLEARING_"))
                .toList();
    }

    private static List<Booking> bookings(Books books, List<Maker> makers) {
        var made = new ArrayList<Booking>();
        makers.forEach(maker -> maker.make().ifPresent(made::add));
        if (books.published().isPresent() && !books.published().get().isComplete()) {
            throw new IllegalStateException(
                    "exchange rates of " + books.merchant().name()
                            + " are not known yet for that day; they are fetched when the year is closed");
        }
        return made;
    }

    private Planned enterAll(Books books, String subject, List<Maker> makers) {
        String of = subject + " of " + books.profile().name();
        var made = new ArrayList<Booking>();
        @Nullable Reason cannot = null;
        for (Maker maker : makers) {
            try {
                maker.make().ifPresent(made::add);
            } catch (CannotBook e) {
                cannot = e.reason().with("profile", books.profile().name());
            }
        }
        if (books.published().isPresent() && !books.published().get().isComplete()) {
            Rates.Missing missing = rates.missing(books.published().get());
            if (missing.requests().isEmpty() && missing.person()) {
                tasks.open(books.merchant().name(), books.profile().name(), of, missing.reason());
            }
            return new Planned(0, missing.requests());
        }
        if (cannot == null) {
            tasks.close(books.merchant().name(), of);
        } else {
            tasks.open(books.merchant().name(), books.profile().name(), of, cannot);
            LOG.warn("profile {}: {} cannot be booked: {}", books.profile().name(), subject, cannot);
        }
        int entered = 0;
        for (Booking booking : made) {
            entered += enter(books, booking) ? 1 : 0;
        }
        return new Planned(entered, List.of());
    }

    private boolean enter(Books books, Booking booking) {
        Merchant merchant = books.merchant();
        String profile = books.profile().name();
        boolean entered = postings.enter(
                merchant.name(),
                profile,
                booking,
                merchant.target(),
                Marker.of(profile, booking.key(), booking.reference()),
                encoders.apply(merchant.target()).steps(booking),
                merchants.mappingVersion(books.profile()));
        if (entered) {
            LOG.info("profile {}: {}", profile, booking.voucher().text());
            audit.add(
                    Audit.KVITTA,
                    "occasion entered",
                    merchant.name(),
                    booking.key(),
                    booking.voucher().text());
        }
        return entered;
    }

    /** A task for every month whose fees wait for the supplier's invoice. */
    private void askForInvoices(Books books, LocalDate today) {
        if (!books.rules().money().feeVat().isReverseCharge()) {
            return;
        }
        String profile = books.profile().name();
        for (Closings.Fees fees : fees(books, today)) {
            YearMonth month = fees.month();
            String subject = "reverse charge " + month + " " + fees.amount().currency() + " of " + profile;
            boolean waits = today.isAfter(month.atEndOfMonth().plusDays(INVOICE_DAYS))
                    && !postings.entered(
                            profile,
                            "reverse-charge/" + month + "/" + fees.amount().currency());
            @Nullable Reason reason = waits ? books.occasions().unconfirmed(month, fees.amount()) : null;
            if (reason == null) {
                tasks.close(books.merchant().name(), subject);
            } else {
                tasks.open(books.merchant().name(), profile, subject, reason);
            }
        }
    }
}
