package se.kvitta.sandbox.klarna;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;

/**
 * Everything that decides a generated settlement: the same plan always gives the same rows. Amounts are minor units of
 * the currency; days are UTC, as all dates of Klarna.
 *
 * @param reference the payment reference; text, may begin with zeros
 * @param orders how many orders are captured; two to three rows each
 * @param firstDay first day of captures
 * @param days how many days of captures
 * @param paid when the payout is initiated
 * @param contract the fees; taken from the payout only when {@code settlementType} is NET
 * @param happenings how often what else happens, per thousand orders; 2500 means two or three times for every order
 * @param holdback withheld into the rolling reserve, 0 for none
 * @param release released from it, 0 for none
 * @param openingDebt what the merchant owed before
 * @param settlementType NET (fees deducted), GROSS (fees invoiced apart: no fee rows) or GROSS_FEE (that invoice)
 */
public record SettlementPlan(
        String reference,
        String merchantId,
        String currency,
        long seed,
        int orders,
        LocalDate firstDay,
        int days,
        Instant paid,
        FeeContract contract,
        Map<Happening, Integer> happenings,
        long holdback,
        long release,
        long openingDebt,
        NegativePayout negativePayout,
        String settlementType) {

    /** Throws {@link IllegalArgumentException} when there are no days, or an amount or frequency is negative. */
    public SettlementPlan {
        var frequencies = new EnumMap<Happening, Integer>(Happening.class);
        frequencies.putAll(happenings);
        happenings = Collections.unmodifiableMap(frequencies);
        if (orders < 0 || days < 1 || holdback < 0 || release < 0 || openingDebt < 0) {
            throw new IllegalArgumentException("a plan needs days, and no negative count or amount");
        }
        if (happenings.values().stream().anyMatch(perThousand -> perThousand < 0)) {
            throw new IllegalArgumentException("nothing happens less often than never");
        }
    }

    /** A week of captures in SEK by the Swedish contract, paid on the Monday two weeks after its first day. */
    public static SettlementPlan weekly(String reference, String merchantId, long seed, int orders, LocalDate monday) {
        return new SettlementPlan(
                reference,
                merchantId,
                "SEK",
                seed,
                orders,
                monday,
                7,
                monday.plusDays(14).atTime(7, 45).toInstant(ZoneOffset.UTC),
                FeeContract.swedish(),
                Map.of(Happening.PART_CAPTURE, 30, Happening.RETURN, 60),
                0,
                0,
                0,
                NegativePayout.ZERO,
                "NET");
    }

    /** Captures and fees, and nothing else. */
    public SettlementPlan withSalesOnly() {
        return withHappenings(Map.of());
    }

    /** Everything that can happen at Klarna, each to every {@code oneIn}th order, and a reserve built and released. */
    public SettlementPlan withEverything(int oneIn) {
        var all = new EnumMap<Happening, Integer>(Happening.class);
        for (var happening : EnumSet.complementOf(EnumSet.of(Happening.NETTED_DEBT))) {
            all.put(happening, Math.max(1, 1000 / oneIn));
        }
        return withHappenings(all).withReserve(50_000, 20_000);
    }

    public SettlementPlan withHappenings(Map<Happening, Integer> perThousand) {
        return copy(currency, contract, perThousand, holdback, release, openingDebt, negativePayout, settlementType);
    }

    public SettlementPlan withCurrency(String code, FeeContract fees) {
        return copy(code, fees, happenings, holdback, release, openingDebt, negativePayout, settlementType);
    }

    public SettlementPlan withContract(FeeContract fees) {
        return withCurrency(currency, fees);
    }

    public SettlementPlan withReserve(long held, long released) {
        return copy(currency, contract, happenings, held, released, openingDebt, negativePayout, settlementType);
    }

    /** For a chain: the closing debt of the settlement before, or less when Klarna invoiced it meanwhile. */
    public SettlementPlan withOpeningDebt(long debt) {
        return copy(currency, contract, happenings, holdback, release, debt, negativePayout, settlementType);
    }

    public SettlementPlan withNegativePayout(NegativePayout reading) {
        return copy(currency, contract, happenings, holdback, release, openingDebt, reading, settlementType);
    }

    /** Fees are invoiced apart. */
    public SettlementPlan gross() {
        return copy(currency, contract, happenings, holdback, release, openingDebt, negativePayout, "GROSS");
    }

    /** The invoice for fees that were not deducted. */
    public SettlementPlan feeInvoice() {
        return copy(currency, contract, happenings, 0, 0, openingDebt, negativePayout, "GROSS_FEE");
    }

    private SettlementPlan copy(
            String newCurrency,
            FeeContract newContract,
            Map<Happening, Integer> newHappenings,
            long newHoldback,
            long newRelease,
            long newOpeningDebt,
            NegativePayout newNegativePayout,
            String newSettlementType) {
        return new SettlementPlan(
                reference,
                merchantId,
                newCurrency,
                seed,
                orders,
                firstDay,
                days,
                paid,
                newContract,
                newHappenings,
                newHoldback,
                newRelease,
                newOpeningDebt,
                newNegativePayout,
                newSettlementType);
    }
}
