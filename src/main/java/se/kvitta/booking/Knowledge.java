package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Event;

/** What the bookkeeper may look up beside the events of a settlement. */
public record Knowledge(
        ExchangeRates rates,
        OriginalSales originals,
        Baskets baskets,
        Decisions decisions,
        Pots pots,
        BankBook bank,
        Repeats repeats,
        Refunds refunds,
        AtOrders atOrders) {

    /** Nothing is known of orders, decisions and earlier balances, and any key may come again. */
    public static Knowledge of(ExchangeRates rates, OriginalSales originals) {
        return new Knowledge(
                rates,
                originals,
                event -> Optional.empty(),
                event -> Optional.empty(),
                (currency, before) -> List.of(),
                (account, amount, from, until) -> Optional.empty(),
                event -> true,
                Refunds.NONE,
                refund -> AtOrder.UNKNOWN);
    }

    public Knowledge with(Baskets value) {
        return new Knowledge(rates, originals, value, decisions, pots, bank, repeats, refunds, atOrders);
    }

    public Knowledge with(Decisions value) {
        return new Knowledge(rates, originals, baskets, value, pots, bank, repeats, refunds, atOrders);
    }

    public Knowledge with(Pots value) {
        return new Knowledge(rates, originals, baskets, decisions, value, bank, repeats, refunds, atOrders);
    }

    public Knowledge with(BankBook value) {
        return new Knowledge(rates, originals, baskets, decisions, pots, value, repeats, refunds, atOrders);
    }

    public Knowledge with(Repeats value) {
        return new Knowledge(rates, originals, baskets, decisions, pots, bank, value, refunds, atOrders);
    }

    public Knowledge with(AtOrders value) {
        return new Knowledge(rates, originals, baskets, decisions, pots, bank, repeats, refunds, value);
    }

    public Knowledge with(Refunds value) {
        return new Knowledge(rates, originals, baskets, decisions, pots, bank, repeats, value, atOrders);
    }

    /** What stands on a bank account already, booked by somebody else. */
    @FunctionalInterface
    public interface BankBook {

        /** How many days before and after its own day the same amount is taken for the same money. */
        int DAYS = 5;

        /**
         * The Stockholm day on which an amount was booked on an account within some days; empty when it was not. Throws
         * {@link CannotBook} when that must be known first.
         */
        Optional<LocalDate> booked(Account account, Money amount, LocalDate from, LocalDate until);

        /**
         * Why money that needs that answer waits alone, because nobody has been asked yet; empty when it can be answered. Asked before
         * {@link #booked}.
         */
        default Optional<Reason> waits(Account account, Money amount, LocalDate from, LocalDate until) {
            return Optional.empty();
        }

        /** The voucher it was booked by, as a person would find it; empty when that is not known. */
        default String voucher(Account account, Money amount, LocalDate from, LocalDate until) {
            return "";
        }
    }

    /** Which events of the settlement share their key with another. */
    @FunctionalInterface
    public interface Repeats {

        /** False only when it is certain that no other event of the settlement has the same key. */
        boolean mayRepeat(Event event);
    }

    /** What an order consists of: the best that is stated, of the provider, its checkout, and the merchant's shop. */
    @FunctionalInterface
    public interface Baskets {

        Optional<Basket> basketOf(Event event);
    }

    /** Whether the provider shows a refund at its order. */
    @FunctionalInterface
    public interface AtOrders {

        AtOrder refund(Event event);
    }

    /** What a provider's order says of money that was taken back. */
    public enum AtOrder {
        /** The order has this refund. */
        SHOWN,
        /** The order is known, and has no such refund. */
        ABSENT,
        /** Nothing is known of the order. */
        UNKNOWN
    }

    /** Refunds whose money came back, among everything the profile's source has ever told. */
    public interface Refunds {

        /** No refund is known. */
        Refunds NONE = new Refunds() {
            @Override
            public Optional<Event> failed(Event event) {
                return Optional.empty();
            }

            @Override
            public boolean cameBack(Event refund) {
                return false;
            }
        };

        /** The refund whose money an event of the kind {@code REFUND_FAILED} brings back. */
        Optional<Event> failed(Event event);

        /** Whether the money of an earlier refund of the same order has come back, so that this one may pay it again. */
        boolean cameBack(Event refund);
    }

    /** What a person decided about an event that waited. */
    @FunctionalInterface
    public interface Decisions {

        Optional<Decision> decisionOn(Event event);
    }

    /** What has moved on the accounts of a currency so far. */
    @FunctionalInterface
    public interface Pots {

        /** The moves of the clearing account that are booked before a Stockholm day, oldest first. */
        List<Move> moves(Currency currency, LocalDate before);

        /**
         * What is booked of one disputed claim, oldest first.
         *
         * @param dispute the provider's id of it, else its order
         */
        default List<Move> claim(Currency currency, String dispute) {
            return List.of();
        }

        /** What is booked of the debt to the provider, on an account of its own, oldest first. */
        default List<Move> debt(Currency currency) {
            return List.of();
        }

        /**
         * The debt to the provider that stands on clearing, per settlement and oldest first: positive what was repaid. A move
         * has no value, because none is booked by itself; one of nothing at a rate is a revaluation of the account.
         */
        default List<Move> debtOnClearing(Currency currency) {
            return List.of();
        }

        /** What is booked of the debt to the buyer of an order whose refund came back, oldest first. */
        default List<Move> owed(Currency currency, String order) {
            return List.of();
        }
    }

    /**
     * One move of a currency pot.
     *
     * @param original minor units of the pot's currency, debit positive
     * @param inBooks what it was booked at, minor units of the books' currency
     * @param rate the rate it was converted at; null when there was not one
     */
    public record Move(
            LocalDate day,
            long original,
            long inBooks,
            @Nullable ExchangeRate rate) {}
}
