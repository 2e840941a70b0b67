package se.kvitta.sie;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SieTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Åsa Öberg, räksmörgås     | Åsa Öberg, räksmörgås
                    10 € – ”special”          | 10 EUR - 'special'
                    Søren Ødegård             | Sören Ödegård
                    Æbleskiver på café        | Æbleskiver på café
                    Bob’s … 3 × 4             | Bob's ... 3 x 4
                    µ ß ± ÷ °                 | u ss +/- / º
                    [kv 10231·7f3a9c21]       | [kv 10231.7f3a9c21]
                    Łukasz Dvořák             | Lukasz Dvorák
                    C:\\Docs\\                | C:/Docs/
                    ﬁlé № 5                   | filé No 5
                    日本 ☕                    | __ _
                    """)
    void writesWhatCodePage437LacksByATable(String text, String expected) {
        assertThat(SieText.transliterate(text)).isEqualTo(expected);
    }

    @Test
    void composesALetterAndItsMark() {
        assertThat(SieText.transliterate("A\u030Akerlund o\u0308l e\u0301")).isEqualTo("Åkerlund öl é");
    }

    @Test
    void makesABlankOfLineEndsAndRemovesOtherControlCharacters() {
        assertThat(SieText.transliterate("a\r\nb\tc\u0000d\u007Fe\u200Bf\u00A0g"))
                .isEqualTo("a  b cdef g");
    }

    @Test
    void keepsQuotesOnlyForAWriterThatEscapesThem() {
        assertThat(SieText.transliterate("Kassa \"special\"")).isEqualTo("Kassa 'special'");
        assertThat(SieText.transliterateKeepingQuotes("Kassa “special”")).isEqualTo("Kassa \"special\"");
    }

    @Test
    void writesNoCharacterThatOthersMistakeForAWronglyEncodedLetter() {
        for (var c = 0x80; c <= 0xFFFF; c++) {
            if (c >= 0xD800 && c <= 0xDFFF) {
                continue;
            }
            for (var b : SieText.transliterate(Character.toString(c)).getBytes(SieFormat.CP437)) {
                assertThat(b & 0xFF).as("U+%04X", c).isLessThan(0xB0);
            }
        }
    }
}
