package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

class FeeVatTest {

    private static final String DAY = "2026-02-16";
    private static final Event SILENT =
            Happened.event(EventKind.FEE, "1", DAY, "125.00 SEK").build();

    @ParameterizedTest
    @EnumSource(value = MoneyRules.FeeVat.class, mode = EnumSource.Mode.EXCLUDE, names = "UNSET")
    void vatIsTakenOutOfASilentFeeOnlyWhereTheContractSaysSo(MoneyRules.FeeVat feeVat) {
        Booked booked = book(feeVat, SILENT);

        assertThat(booked.role("VAT_IN").inBooks()).isEqualTo(feeVat == MoneyRules.FeeVat.SE25 ? 25_00 : 0);
        assertThat(booked.role("FEE").inBooks()).isEqualTo(feeVat == MoneyRules.FeeVat.SE25 ? 100_00 : 125_00);
    }

    @Test
    void aSettlementThatStatesVatOnOneFeeStatesItOnAll() {
        Booked booked = book(
                MoneyRules.FeeVat.SE25,
                SILENT,
                Happened.fee(DAY, "12.50 SEK", 250).build(),
                Happened.event(EventKind.FEE_REFUND, "2", DAY, "5.00 SEK").build(),
                Happened.event(EventKind.CHARGEBACK_OPENED, "3", DAY, "50.00 SEK")
                        .subject("dp_1")
                        .build(),
                Happened.event(EventKind.FEE, "4", DAY, "25.00 SEK")
                        .subject("dp_1")
                        .build());

        assertThat(booked.role("VAT_IN").inBooks()).isEqualTo(2_50);
    }

    @Test
    void feesWaitUntilSomebodyHasSaidHowTheyAreTaxed() {
        assertThat(book(MoneyRules.FeeVat.UNSET, SILENT).heldCodes()).containsExactly("FEE_VAT_UNSET");
    }

    private static Booked book(MoneyRules.FeeVat feeVat, Event... events) {
        return Booked.of(
                Booked.facts("2201447718", DAY, "0.00 SEK", 1),
                List.of(events),
                new TestRules().feeVat(feeVat).build());
    }
}
