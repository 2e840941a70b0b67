package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.UUID;

/**
 * Tells the rows of a plan, order by order, from its seed alone: every call tells the same rows, and none is kept.
 */
final class RowSource {

    /** Takes up rows one by one. */
    interface Sink {
        void accept(SettlementRow row) throws IOException;
    }

    private static final String SHORT_ID_CHARACTERS = "23456789BCDFGHJKLMNPQRSTVWXYZ";
    private static final long LATE_RETURN_FEE = 2_900;
    private static final long DISPUTE_FEE = 15_000;

    private final SettlementPlan plan;
    private final Instant start;
    private final long seconds;

    RowSource(SettlementPlan plan) {
        this.plan = plan;
        this.start = plan.firstDay().atStartOfDay(ZoneOffset.UTC).toInstant();
        this.seconds = Duration.ofDays(plan.days()).toSeconds();
    }

    void tell(Sink sink) throws IOException {
        for (var index = 0; index <= plan.orders(); index++) {
            tell(index, sink);
        }
    }

    /** Tells what belongs to one order, counted from 0; what belongs to none is told as that after the last. */
    void tell(int index, Sink sink) throws IOException {
        Sink kept = ofItsType(sink);
        if (index == plan.orders()) {
            tellReserve(kept);
        } else {
            // Spread the seeds, because Random gives similar first numbers for neighbouring ones.
            var random = new Random((plan.seed() + index) * 0x9E3779B97F4A7C15L);
            tellOrder(index, random, kept);
        }
    }

    /** Fees stand in a payout, or on an invoice of their own, which has nothing else. */
    private Sink ofItsType(Sink sink) {
        return switch (plan.settlementType()) {
            case "GROSS" ->
                row -> {
                    if (!isFee(row)) {
                        sink.accept(row);
                    }
                };
            case "GROSS_FEE" ->
                row -> {
                    if (isFee(row)) {
                        sink.accept(row);
                    }
                };
            default -> sink;
        };
    }

    private static boolean isFee(SettlementRow row) {
        return row.type == RowType.FEE || row.type == RowType.FEE_REFUND;
    }

    private void tellOrder(int index, Random random, Sink sink) throws IOException {
        var market = Market.of(plan.currency(), random);
        var captured = captureTime(index, random);
        var order = order(10_001L + index, random, market, captured);
        var basket = Basket.random(random, market);
        var parts = basket.lines().size() > 1 && times(Happening.PART_CAPTURE, random) > 0 ? 2 : 1;
        if (parts == 2) {
            tellCapture(order, basket.only(0, 1), captured, random, sink);
            var rest = basket.only(1, basket.lines().size());
            tellCapture(order, rest, later(captured, random), random, sink);
        } else {
            tellCapture(order, basket, captured, random, sink);
        }
        for (var n = times(Happening.RETURN, random); n > 0; n--) {
            var returned = basket.only(0, 1);
            sink.accept(row(RowType.RETURN, "PURCHASE_RETURN", later(captured, random), order, returned.total())
                    .refund(uuid(random), "RET-" + (5_000 + random.nextInt(5_000)))
                    .of(returned));
        }
        tellWhatElseHappens(captured, market, random, sink);
    }

    private void tellCapture(OrderFacts order, Basket basket, Instant captured, Random random, Sink sink)
            throws IOException {
        var id = uuid(random);
        var reference = random.nextInt(8) == 0 ? "" : "PACK-" + (80_000 + random.nextInt(20_000));
        var amount = basket.total();
        sink.accept(row(RowType.SALE, "PURCHASE", captured, order, amount)
                .capture(id, reference)
                .of(basket));
        var contract = plan.contract();
        tellFee("PURCHASE_FEE_PERCENTAGE", contract.percentFeeOf(amount), captured, order, id, reference, "", sink);
        if (contract.fixedOnEveryMethod() || Market.isInvoice(order.method())) {
            tellFee("PURCHASE_FEE_FIXED", contract.fixedMinor(), captured, order, id, reference, "", sink);
        }
    }

    private void tellFee(
            String detailedType,
            long fee,
            Instant captured,
            OrderFacts order,
            String captureId,
            String captureReference,
            String dispute,
            Sink sink)
            throws IOException {
        if (fee > 0) {
            sink.accept(withVat(row(RowType.FEE, detailedType, captured, order, fee))
                    .capture(captureId, captureReference)
                    .dispute(dispute));
        }
    }

    private void tellWhatElseHappens(Instant captured, Market market, Random random, Sink sink) throws IOException {
        for (var n = times(Happening.EARLIER_RETURN, random); n > 0; n--) {
            tellEarlierReturn(captured, market, random, "PURCHASE_RETURN", sink);
        }
        for (var n = times(Happening.PAYMENT_DEFAULT, random); n > 0; n--) {
            tellEarlierReturn(captured, market, random, "PAYMENT_DEFAULT", sink);
        }
        for (var n = times(Happening.LATE_RETURN_FEE, random); n > 0; n--) {
            var order = earlierOrder(random, market, captured);
            tellFee("LATE_RETURN_FEE", LATE_RETURN_FEE, captured, order, uuid(random), "", "", sink);
        }
        for (var n = times(Happening.REVERSAL, random); n > 0; n--) {
            var order = earlierOrder(random, market, captured);
            var dispute = dispute("goods_not_received", random);
            var basket = Basket.random(random, market);
            sink.accept(row(RowType.REVERSAL, "REVERSAL", captured, order, basket.total())
                    .refund(uuid(random), "")
                    .disputed(basket, dispute));
            tellFee("DISPUTE_FEE", DISPUTE_FEE, captured, order, uuid(random), "", dispute, sink);
        }
        for (var n = times(Happening.DISPUTE_WON, random); n > 0; n--) {
            var order = earlierOrder(random, market, captured);
            var dispute = dispute("goods_not_received", random);
            var amount = Basket.random(random, market).total();
            sink.accept(row(RowType.CREDIT, "CORRECTION_DISPUTE", captured, order, amount)
                    .dispute(dispute));
            sink.accept(withVat(row(RowType.FEE_REFUND, "DISPUTE_FEE_REFUND", captured, order, DISPUTE_FEE))
                    .dispute(dispute));
        }
        for (var n = times(Happening.MERCHANT_PROTECTION, random); n > 0; n--) {
            var order = earlierOrder(random, market, captured);
            var dispute = dispute("fraud", random);
            var basket = Basket.random(random, market);
            var vat = basket.vat().stream().mapToLong(SettlementRow.Vat::amount).sum();
            sink.accept(row(RowType.REVERSAL, "FRAUD_POLICY_CHARGE", captured, order, basket.total())
                    .refund(uuid(random), "")
                    .disputed(basket, dispute));
            sink.accept(row(
                            RowType.REVERSAL_MERCHANT_PROTECTION,
                            "FRAUD_POLICY_CREDIT_NET",
                            captured,
                            order,
                            basket.total() - vat)
                    .dispute(dispute));
        }
        tellWithoutOrder(captured, market, random, sink);
    }

    private void tellWithoutOrder(Instant captured, Market market, Random random, Sink sink) throws IOException {
        var nobody = OrderFacts.none(market.country());
        for (var n = times(Happening.COMMISSION, random); n > 0; n--) {
            sink.accept(row(RowType.COMMISSION, "COMMISSION", captured, nobody, 100 + random.nextInt(9_900)));
        }
        for (var n = times(Happening.CORRECTION, random); n > 0; n--) {
            var amount = (random.nextBoolean() ? 1 : -1) * (long) (1 + random.nextInt(5_000));
            sink.accept(row(RowType.CORRECTION, "CREDITED_CORRECTION", captured, nobody, amount)
                    .comment("Correction of a fee"));
        }
        for (var n = times(Happening.CHARGE, random); n > 0; n--) {
            var detailed = random.nextBoolean() ? "PAYMENT_REMINDER" : "TRANSFER_FROM_LEGACY_INTEGRATION";
            sink.accept(row(RowType.CHARGE, detailed, captured, nobody, 100 + random.nextInt(20_000))
                    .comment(detailed.equals("PAYMENT_REMINDER") ? "Reminder" : "Debt of an older agreement"));
        }
        for (var n = times(Happening.NETTED_DEBT, random); n > 0; n--) {
            var type = random.nextBoolean() ? RowType.HOLDBACK : RowType.CHARGE;
            sink.accept(row(type, "", captured, nobody, 100 + random.nextInt(20_000))
                    .comment("Klarna debt, payment reference 22" + (10_000_000 + random.nextInt(9_999_999))));
        }
    }

    private void tellEarlierReturn(Instant captured, Market market, Random random, String detailedType, Sink sink)
            throws IOException {
        var order = earlierOrder(random, market, captured);
        var basket = Basket.random(random, market);
        sink.accept(row(RowType.RETURN, detailedType, later(captured, random), order, basket.total())
                .refund(uuid(random), "RET-" + (1_000 + random.nextInt(4_000)))
                .of(basket));
    }

    private void tellReserve(Sink sink) throws IOException {
        var country = Market.of(plan.currency(), new Random(0)).country();
        var day = plan.paid().atZone(ZoneOffset.UTC).toLocalDate();
        var midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        if (plan.holdback() > 0) {
            sink.accept(row(RowType.HOLDBACK, "ROLLING_RESERVE", midnight, OrderFacts.none(country), plan.holdback())
                    .comment("Rolling reserve " + day));
        }
        if (plan.release() > 0) {
            sink.accept(row(RowType.RELEASE, "ROLLING_RESERVE", midnight, OrderFacts.none(country), plan.release())
                    .comment("Rolling reserve " + day.minusDays(14)));
        }
    }

    private SettlementRow row(RowType type, String detailedType, Instant captured, OrderFacts order, long amount) {
        return new SettlementRow(type, detailedType, captured, order, amount, plan.currency());
    }

    private SettlementRow withVat(SettlementRow fee) {
        var vat = plan.contract().vatOf(fee.amount);
        fee.feeVatRate = plan.contract().vatRate();
        fee.feeVat = vat;
        fee.registrationVat = plan.contract().registrationVatOf(vat);
        return fee;
    }

    /** Evenly over the days; now and then at 23:30 UTC, when it is the next day in Stockholm. */
    private Instant captureTime(int index, Random random) {
        var slot = Math.max(1, seconds / plan.orders());
        var offset = Math.min(seconds - 1, index * seconds / plan.orders() + random.nextLong(slot));
        var time = start.plusSeconds(offset);
        return index % 50 == 7
                ? time.atZone(ZoneOffset.UTC).with(LocalTime.of(23, 30)).toInstant()
                : time;
    }

    private Instant later(Instant captured, Random random) {
        var last = start.plusSeconds(seconds - 1);
        var time = captured.plusSeconds(3_600L + random.nextInt(400_000));
        return time.isBefore(last) ? time : last;
    }

    private static OrderFacts order(long number, Random random, Market market, Instant captured) {
        var method = market.method(random);
        return new OrderFacts(
                uuid(random),
                shortId(random),
                Long.toString(number),
                method.equals("invoice_business") ? "F-" + (20_000 + random.nextInt(1_000)) : "",
                captured.minusSeconds(60L + random.nextInt(200_000)),
                market.country(),
                market.country(),
                method,
                method.equals("fixed_amount") ? 3 : 0);
    }

    private static OrderFacts earlierOrder(Random random, Market market, Instant captured) {
        return order(1_000L + random.nextInt(9_000), random, market, captured.minus(Duration.ofDays(30)));
    }

    private int times(Happening happening, Random random) {
        var perThousand = plan.happenings().getOrDefault(happening, 0);
        return perThousand / 1_000 + (random.nextInt(1_000) < perThousand % 1_000 ? 1 : 0);
    }

    private static String uuid(Random random) {
        var most = (random.nextLong() & ~0xF000L) | 0x4000L;
        var least = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(most, least).toString();
    }

    private static String shortId(Random random) {
        var id = new StringBuilder(7);
        for (var i = 0; i < 7; i++) {
            id.append(SHORT_ID_CHARACTERS.charAt(random.nextInt(SHORT_ID_CHARACTERS.length())));
        }
        return id.toString();
    }

    private static String dispute(String category, Random random) {
        return "krn:klarna:eu1:dispute:" + category + ":"
                + (100_000_000_000_000L + random.nextLong(899_999_999_999_999L));
    }
}
