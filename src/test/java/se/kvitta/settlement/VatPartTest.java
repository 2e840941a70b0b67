package se.kvitta.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import se.kvitta.ledger.VatRate;

class VatPartTest {

    @Test
    void isWrittenInHundredthsOfAPercentAndMinorUnits() {
        var parts = List.of(new VatPart(new VatRate(2500), 6960), new VatPart(new VatRate(600), 1800));

        assertThat(VatPart.write(parts)).isEqualTo("2500:6960,600:1800");
        assertThat(VatPart.read("2500:6960,600:1800")).isEqualTo(parts);
    }

    @Test
    void nothingIsWrittenAsNothing() {
        assertThat(VatPart.write(List.of())).isEmpty();
        assertThat(VatPart.read("")).isEmpty();
    }

    @Property(tries = 300)
    void whatIsWrittenIsReadBack(@ForAll("parts") List<VatPart> parts) {
        assertThat(VatPart.read(VatPart.write(parts))).isEqualTo(parts);
    }

    @Provide
    Arbitrary<List<VatPart>> parts() {
        return Combinators.combine(Arbitraries.integers().between(0, 10_000), Arbitraries.longs())
                .as((rate, vat) -> new VatPart(new VatRate(rate), vat))
                .list()
                .ofMaxSize(5);
    }
}
