package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import se.kvitta.booking.Golden.Happening;
import se.kvitta.booking.Golden.Paper;
import se.kvitta.booking.GoldenScenarios.Scenario;
import se.kvitta.booking.GoldenScenarios.Told;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.settlement.Event;

/**
 * Books the golden set in every mode that books anything and compares the vouchers row by row: roles, accounts, amounts,
 * currency amounts, VAT rate, country and box, dates and why, series, and the texts that are ours.
 */
class GoldenBookingTest {

    private static final List<Mode> MODES = List.of(Mode.LEDGER, Mode.MATCH, Mode.DAILY, Mode.PAYOUT);

    /** A voucher whose head is right apart from its date rule or text. */
    record Otherwise(String dateRule, String text, String why) {}

    static final Map<String, Otherwise> OTHERWISE = Map.of(
            "E63-D1",
            new Otherwise(
                    "REFUND_DAY",
                    "Presentkort återbetalning 2026-10-21, 1 order (100290)",
                    "a text begins with a capital"),
            "E09-L1",
            new Otherwise("CAPTURE_DAY", "", "it comes with provider money, so it is dated by the capture"));

    /** Events whose ledger form stands under two numbers: the invoice here, its payment there. */
    private static final Map<String, String> PAID_BY = Map.of("E01", "E02");

    /**
     * Where the golden set leaves out the customer's payment: of an invoice without provider money, which ours always has,
     * and in mode match of orders whose invoice it says nothing of.
     */
    private static boolean withoutPayment(String number, Mode mode) {
        return number.equals("E09")
                || (mode == Mode.MATCH && Set.of("E28", "E30", "E31").contains(number));
    }

    @Test
    void everyGoldenEventIsTold() {
        assertThat(GoldenScenarios.numbers()).containsExactlyInAnyOrderElementsOf(Golden.numbers());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("vouchers")
    void booksTheVouchersOfTheGoldenSet(String number, Mode mode) {
        var expected = new ArrayList<Paper>(expected(number, mode));
        if (mode == Mode.LEDGER && PAID_BY.containsKey(number)) {
            expected.addAll(expected(PAID_BY.get(number), mode));
        }

        Told told = GoldenScenarios.story(number).book(mode);

        assertThat(told.codes()).isEmpty();
        List<Paper> actual = told.bookings().stream()
                .filter(booking -> !withoutPayment(number, mode) || booking.kind() != Booking.Kind.PAYMENT)
                .map(Paper::of)
                .toList();
        assertThat(actual.stream().map(Paper::inOurWords))
                .containsExactlyInAnyOrderElementsOf(
                        expected.stream().map(Paper::inOurWords).toList());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("holds")
    void holdsWhatTheGoldenSetHolds(String number, Mode mode) {
        List<Golden.Line> expected = Golden.held(number, mode);
        List<String> codes = expected.stream().map(Golden.Line::reason).toList();
        if (number.equals("E65")) {
            // A row that is not understood holds the whole payout.
            assertThatThrownBy(() -> GoldenScenarios.story(number).book(mode))
                    .isInstanceOfSatisfying(CannotBook.class, cannot -> assertThat(codes)
                            .containsExactly(cannot.reason().code()));
            return;
        }

        Told told = GoldenScenarios.story(number).book(mode);

        assertThat(told.bookings()).isEmpty();
        assertThat(told.codes()).isEqualTo(codes);
        assertThat(told.held()).allSatisfy(held -> assertThat(held.event().day())
                .isEqualTo(expected.get(0).head().date()));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("leftToOthers")
    void booksNothingInAModeThatAnEventDoesNotBind(String number, Mode mode) {
        Told told = GoldenScenarios.story(number).book(mode);

        assertThat(told.bookings()).isEmpty();
    }

    @Test
    void booksNothingButOrdersInTheModeOfOrders() {
        assertThat(GoldenScenarios.of("E01").booked(Mode.ORDER).bookings())
                .extracting(Booking::kind)
                .containsExactly(Booking.Kind.SALES_ORDER);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"E01", "E05", "E06", "E10", "E11", "E26", "E27", "E29"})
    void aRateOfTheProfileGivesTheSameVoucherAsStatedVat(String number) {
        Scenario stated = GoldenScenarios.of(number);
        var silent = stated.events().stream()
                .map(event -> Event.of(event.kind(), event.key(), event.at(), event.amount())
                        .order(event.order())
                        .country(event.country())
                        .build())
                .toList();

        Booked booked = new Scenario(stated.facts(), silent, stated.rules(), stated.knowledge()).booked(Mode.DAILY);

        assertThat(booked.bookings().stream().map(Paper::of).map(Paper::inOurWords))
                .containsExactlyInAnyOrderElementsOf(expected(number, Mode.DAILY).stream()
                        .map(Paper::inOurWords)
                        .toList());
    }

    /** E04, E11 and E12 are one settlement: together they give its three vouchers, and nothing is left on clearing. */
    @Test
    void aWholeSettlementLeavesNothingOnClearing() {
        Happening payout = Golden.event("E12");
        Scenario sales = GoldenScenarios.of("E04");
        Scenario refund = GoldenScenarios.of("E11");
        Scenario whole = GoldenScenarios.settled(
                payout,
                GoldenScenarios.join(
                        GoldenScenarios.join(sales.events(), refund.events()), GoldenScenarios.payoutAndFees(payout)));
        whole.rules().zeroRule("exempt-course", "42");
        var expected = new ArrayList<>(Golden.vouchers("E04", Mode.DAILY).values());
        expected.addAll(Golden.vouchers("E11", Mode.DAILY).values());
        expected.addAll(Golden.vouchers("E12", Mode.DAILY).values());

        Booked daily = whole.booked(Mode.DAILY);
        Booked money = whole.booked(Mode.PAYOUT);

        assertThat(daily.bookings().stream().map(Paper::of)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(daily.role("CLEARING_SEK")).isEqualTo(Booked.Sum.ZERO);
        assertThat(money.bookings().stream().map(Paper::of))
                .containsExactlyElementsOf(Golden.vouchers("E12", Mode.PAYOUT).values());
    }

    /** Per mode, month and box of the VAT return, over all vouchers of the mode: the golden set's own sums. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"LEDGER", "MATCH", "DAILY", "PAYOUT"})
    void theBoxesOfTheVatReturnAddUpPerMonth(Mode mode) {
        var sums = new TreeMap<String, Money>();
        Golden.numbers().stream()
                .filter(number -> Golden.event(number).binds(mode)
                        && !Golden.event(number).held())
                .filter(number -> !(mode == Mode.LEDGER && PAID_BY.containsValue(number)))
                .forEach(number -> GoldenScenarios.story(number)
                        .book(mode)
                        .bookings()
                        .forEach(booking -> {
                            for (VoucherRow row : booking.voucher().rows()) {
                                VoucherRow.VatMark vat = row.vat();
                                if (vat != null && vat.box() != null) {
                                    boolean debit = Set.of("21", "22", "48")
                                            .contains(vat.box().code());
                                    sums.merge(
                                            YearMonth.from(booking.voucher().date()) + " " + vat.box(),
                                            debit ? row.amount() : row.amount().negated(),
                                            Money::plus);
                                }
                            }
                        }));

        assertThat(sums).isEqualTo(Golden.boxes(mode));
    }

    static Stream<Arguments> vouchers() {
        return inModes(event -> !event.held())
                .filter(arguments -> !Golden.vouchers(
                                (String) arguments.get()[0], (Mode) arguments.get()[1])
                        .isEmpty())
                .filter(arguments -> !(arguments.get()[1] == Mode.LEDGER
                        && PAID_BY.containsValue(arguments.get()[0])));
    }

    static Stream<Arguments> holds() {
        return inModes(Happening::held);
    }

    static Stream<Arguments> leftToOthers() {
        return GoldenScenarios.numbers().stream()
                .filter(number -> !Golden.event(number).binds(Mode.PAYOUT))
                // Closing entries are asked for by those who book sales.
                .filter(number -> !Set.of("E56", "E68").contains(number))
                .map(number -> Arguments.of(number, Mode.PAYOUT));
    }

    private static Stream<Arguments> inModes(Predicate<Happening> which) {
        return GoldenScenarios.numbers().stream()
                .filter(number -> which.test(Golden.event(number)))
                .flatMap(number -> MODES.stream()
                        .filter(mode -> Golden.event(number).binds(mode))
                        .map(mode -> Arguments.of(number, mode)));
    }

    private static Collection<Paper> expected(String number, Mode mode) {
        Map<String, Paper> vouchers = Golden.vouchers(number, mode);
        OTHERWISE.forEach((name, otherwise) ->
                vouchers.computeIfPresent(name, (same, paper) -> paper.headed(otherwise.dateRule(), otherwise.text())));
        return vouchers.values();
    }
}
