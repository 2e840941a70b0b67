package se.kvitta.settlement;

import se.kvitta.ledger.Money;

/**
 * Everything that can happen to money at a provider. The set is closed: a {@code switch} over it is exhaustive. The kind
 * carries the sign; amounts are positive, except where the kind goes both ways.
 */
public enum EventKind {
    SALE(Effect.PLUS),
    REFUND(Effect.MINUS),
    /** The money of a refund came back: it did not reach the buyer. */
    REFUND_FAILED(Effect.PLUS),
    FEE(Effect.MINUS),
    FEE_REFUND(Effect.PLUS),
    /** A provider's or marketplace's commission: positive when the merchant receives it. */
    COMMISSION(Effect.AS_SIGNED),
    CHARGEBACK_OPENED(Effect.MINUS),
    CHARGEBACK_WON(Effect.PLUS),
    /** The verdict only: the money was taken when the chargeback was opened. */
    CHARGEBACK_LOST(Effect.NONE),
    RESERVE_HELD(Effect.MINUS),
    RESERVE_RELEASED(Effect.PLUS),
    /** A settlement below zero is carried as a debt instead of being collected. */
    DEBT_INCURRED(Effect.PLUS),
    DEBT_REPAID(Effect.MINUS),
    ADVANCE(Effect.PLUS),
    ADVANCE_REPAID(Effect.MINUS),
    /** One leg of an exchange between two balances: positive for the balance that grows. */
    CONVERSION(Effect.AS_SIGNED),
    GIFT_CARD_SOLD(Effect.PLUS),
    /** A card paid for goods: no provider money moves. */
    GIFT_CARD_REDEEMED(Effect.NONE),
    TIP(Effect.PLUS),
    ADJUSTMENT(Effect.AS_SIGNED),
    /** Money moved between the merchant's own balances or to and from a third party. */
    TRANSFER(Effect.AS_SIGNED),
    /** Money leaves the provider; below zero it comes back: a payout that failed, or a debt taken from the bank. */
    PAYOUT(Effect.MINUS_SIGNED),
    OTHER(Effect.AS_SIGNED);

    private final Effect effect;

    EventKind(Effect effect) {
        this.effect = effect;
    }

    /** What an event of this kind does to the money the provider owes the merchant. */
    public Money effectOf(Money amount) {
        return switch (effect) {
            case PLUS, AS_SIGNED -> amount;
            case MINUS, MINUS_SIGNED -> amount.negated();
            case NONE -> Money.zero(amount.currency());
        };
    }

    /** Whether an amount of this kind may be negative. */
    public boolean goesBothWays() {
        return effect == Effect.AS_SIGNED || effect == Effect.MINUS_SIGNED;
    }

    private enum Effect {
        PLUS,
        MINUS,
        MINUS_SIGNED,
        AS_SIGNED,
        NONE
    }
}
