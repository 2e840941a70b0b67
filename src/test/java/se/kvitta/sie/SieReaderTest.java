package se.kvitta.sie;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SieReaderTest {

    private static final String HEAD = """
            #FLAGGA 0
            #PROGRAM "Kassa" "1.0"
            #FORMAT PC8
            #GEN 20260216
            #SIETYP 4
            #FNAMN "Kaffebutiken AB"
            #RAR 0 20260101 20261231
            #KONTO 1930 "Bank"
            #KONTO 3001 "Försäljning"
            """;

    @Test
    void readsAFileForImportWithoutAProblem() {
        var reading = SieReader.read(sample("klarna-oktober-4i.si"));

        assertThat(reading.problems()).isEmpty();
        var file = reading.orThrow();
        assertThat(file.isForImport()).isTrue();
        assertThat(file.header().company().name()).isEqualTo("Nordljus Hem & Trädgård AB");
        assertThat(file.header().chart()).isEqualTo("BAS2026");
        assertThat(file.objects()).contains(new SieObject(1, "WEBB2", "Webbutik Östersund"));
        assertThat(file.accounts()).hasSize(13);
        assertThat(file.vouchers()).hasSize(5);
        var first = file.vouchers().get(0);
        assertThat(first.series()).isEqualTo("K");
        assertThat(first.number()).isEmpty();
        assertThat(first.registered()).isEqualTo(LocalDate.of(2026, 10, 16));
        assertThat(first.sign()).isEqualTo("kassabryggan");
        assertThat(first.rows()).hasSize(10);
        assertThat(first.rows().get(0).text()).isEqualTo("Order 100246 Åsa Öberg");
        assertThat(first.rows().get(1).objects())
                .containsExactly(new SieObjectRef(1, "WEBB1"), new SieObjectRef(6, "KL2610"));
        assertThat(first.rows().get(4).text()).isEqualTo("Frakt 25 %");
        assertThat(first.rows().get(4).date()).isNull();
        assertThat(first.rows().get(4).ore()).isEqualTo(-2146);
        assertThat(file.vouchers().get(2).rows().get(0).ore()).isEqualTo(50000);
    }

    @Test
    void verifiesTheChecksumOfTheSample() {
        var text = new String(sample("klarna-oktober-4i.si"), SieFormat.CP437);
        var wrong = text.replace("#KSUMMA 399025060", "#KSUMMA 399025061");

        assertThat(SieReader.read(wrong.getBytes(SieFormat.CP437)).problems())
                .singleElement()
                .hasToString("line 72: the file says its checksum is 399025061, but it is 399025060:"
                        + " it was changed after it was written");
    }

    @Test
    void readsTheSmallestFileForImportWithTwoWarnings() {
        var reading = SieReader.read(sample("minimal-4i.si"));

        assertThat(reading.problems()).noneMatch(SieProblem::isFatal).hasSize(2);
        assertThat(reading.problems()).anyMatch(p -> p.message().contains("#RAR"));
        assertThat(reading.problems()).anyMatch(p -> p.message().contains("#KONTO"));
        var file = reading.orThrow();
        assertThat(file.header().company().name()).isEqualTo("Krogen \"Vid Ån\" i Växjö AB");
        assertThat(file.header().company().organisationNumber()).isEqualTo("559999-1238");
        assertThat(file.dimensions()).containsExactly(new SieDimension(2, "Kostnadsbärare", 1));
        var row = file.vouchers().get(0).rows().get(1);
        assertThat(row)
                .isEqualTo(new SieRow(
                        "3002",
                        List.of(new SieObjectRef(1, "10"), new SieObjectRef(2, "1001")),
                        -26786,
                        LocalDate.of(2026, 10, 9),
                        "Lunch \"Dagens\"",
                        new BigDecimal("-2"),
                        "MÅ"));
        assertThat(file.vouchers().get(2).registered()).isNull();
        assertThat(file.vouchers().get(2).sign()).isEqualTo("MÅ");
    }

    @Test
    void findsEveryFaultOfTheInvalidSampleAtItsLine() {
        var reading = SieReader.read(sample("invalid-4i.si"));

        assertThat(reading.problems())
                .map(problem -> problem.line() + " " + problem.severity() + " " + withoutSum(problem.message()))
                .containsExactly(
                        "13 FATAL the rows of the voucher K 2 add up to 0.01, not to zero",
                        "19 WARNING number 1 stands after number 2 in series 'K'",
                        "21 FATAL '125,00' is not an amount; it may have a minus sign before, a decimal point and at"
                                + " most two decimals",
                        "25 FATAL '2026-10-07' is not a date; a date is written YYYYMMDD",
                        "32 FATAL '+125.000' is not an amount; it may have a minus sign before, a decimal point and"
                                + " at most two decimals",
                        "37 FATAL the object list, {} when there are no objects, is missing",
                        "38 FATAL the object list has a dimension without an object",
                        "40 FATAL a quoted text is not closed by a quote",
                        "45 WARNING the voucher K 7 is dated 2027-01-01, outside the financial year 2026-01-01 to"
                                + " 2026-12-31",
                        "48 WARNING the account 3999 is not declared by #KONTO",
                        "50 FATAL the voucher K 8 is not closed by }",
                        "54 FATAL the file says its checksum is 1234567890, but it is …");
        assertThat(reading.isValid()).isFalse();
        assertThatThrownBy(reading::orThrow)
                .isInstanceOf(InvalidSieFile.class)
                .hasMessageStartingWith("the SIE file is refused: line 13: ");
    }

    private static String withoutSum(String message) {
        return message.replaceFirst("but it is [0-9]+: .*", "but it is …");
    }

    @Test
    void readsAnExportWithBalancesAndHistory() {
        var reading = read(HEAD + """
                #KTYP 3001 I
                #ENHET 3001 "kg"
                #SRU 3001 7410
                #SRU 3001 7411
                #DIM 20 "Region"
                #IB 0 1930 -12.5
                #UB 0 1930 100.50 3.250
                #RES -1 3001 -7
                #OIB 0 1930 {20 "N"} 1.00
                #PSALDO 0 202602 3001 {} -7.00
                #PBUDGET 0 202602 3001 {20 N} -9.00
                #NYTT "okänd etikett" {1 2}
                #VER A 1 20260216 "Rättad" 20260217
                {
                #BTRANS 1930 {} 99.00
                #RTRANS 1930 {} 100.00 "" "rätt"
                #TRANS 1930 {} 100.00 "" "rätt"
                #TRANS 3001 {} -100.00 "" "" "" "" "en ny uppgift"
                }
                #VER A 2 20260216 "Struken"
                {
                #BTRANS 1930 {} 1.00
                }
                """);

        assertThat(reading.problems())
                .map(SieProblem::toString)
                .containsExactly("line 29: the voucher A 2 has only struck rows and is left out");
        var file = reading.orThrow();
        assertThat(file.isForImport()).isFalse();
        assertThat(file.accounts())
                .contains(new SieAccount("3001", "Försäljning", SieAccount.Kind.INCOME, "kg", List.of("7410", "7411")));
        assertThat(file.balances()).hasSize(6);
        assertThat(file.balances().get(0)).isEqualTo(SieBalance.of(SieBalance.Kind.IB, 0, "1930", -1250));
        assertThat(file.balances().get(1).quantity()).isEqualTo(new BigDecimal("3.25"));
        assertThat(file.balances().get(5).period()).isEqualTo(YearMonth.of(2026, 2));
        assertThat(file.balances().get(5).objects()).containsExactly(new SieObjectRef(20, "N"));
        assertThat(file.vouchers()).singleElement().satisfies(voucher -> assertThat(voucher.rows())
                .hasSize(2));
    }

    @Test
    void ignoresUnknownRecordsWithTheirBlocks() {
        var reading = read(HEAD + """
                #EGET "post"
                {
                #TRANS 1930 {} 5.00
                #EGEN 1
                }
                #VER A 1 20260216
                {

                \t #TRANS 1930 { } 5
                #MOMS 25
                #TRANS 3001 {} -5
                }
                """);

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.file().vouchers()).hasSize(1);
    }

    @Test
    void takesABackslashAsItselfUnlessAQuoteFollows() {
        var reading = read(HEAD + "#PROSA \"C:\\Docs \\\"x\\\"\"\n#FNR C:\\Docs\n");

        assertThat(reading.file().header().comment()).isEqualTo("C:\\Docs \"x\"");
        assertThat(reading.file().header().company().id()).isEqualTo("C:\\Docs");
    }

    @Test
    void warnsOfRowsThatSayTheyWereAddedButAreNotRepeated() {
        var reading = read(HEAD + """
                #VER A 1 20260216
                {
                #RTRANS 1930 {} 5.00
                #TRANS 1930 {} 6.00
                #TRANS 3001 {} -6.00
                #RTRANS 3001 {} -5.00
                }
                """);

        assertThat(reading.isValid()).isTrue();
        assertThat(reading.problems())
                .map(SieProblem::toString)
                .containsExactly(
                        "line 12: #RTRANS is not followed by the identical #TRANS",
                        "line 15: #RTRANS is not followed by the identical #TRANS");
    }

    @Test
    void warnsOfGapsLongAccountsAndUndeclaredDimensions() {
        var reading = read(HEAD + """
                #VER A 1 20260216
                {
                #TRANS 193000 {21 N 21 S} 5.00
                #TRANS 3001 {1 X} -5.00
                }
                #VER A 4 20260216
                {
                #TRANS 1930 {} 5.00
                #TRANS 3001 {} -5.00
                }
                """);

        assertThat(reading.isValid()).isTrue();
        assertThat(reading.problems())
                .map(SieProblem::toString)
                .containsExactly(
                        "line 12: the account 193000 has not four digits",
                        "line 12: the account 193000 is not declared by #KONTO",
                        "line 12: the dimension 21 is not declared by #DIM or #UNDERDIM",
                        "line 15: number 4 follows number 1 in series 'A'");
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '~', textBlock = """
                    |#VER A 1 20260216 => the voucher A 1 has no rows
                    |#VER A 1 20260216|{|} => the voucher A 1 has no rows
                    |#VER A 1 20260216|{|#TRANS 1930 {} 1|#VER A 2 20260216 => the voucher A 1 is not closed by }
                    |#VER A 1 20260216|#TRANS 1930 {} 0|} => the rows of a voucher begin without {
                    |#VER A 1 20260231|{|#TRANS 1930 {} 0|} => '20260231' is not a day of the calendar
                    |#VER A 1|{|#TRANS 1930 {} 0|} => #VER lacks the date
                    |#VER A 1 20260216|{|#TRANS kassa {} 0|} => the account 'kassa' is not a number
                    |#VER A 1 20260216|{|#TRANS 1930 {x y} 0|} => the dimension 'x' is not a number
                    |#VER A 1 20260216|{|#TRANS 1930 {1 y 0|} => an object list is not closed by }
                    |#VER A 1 20260216|{|#TRANS 1930 {}|} => #TRANS lacks the amount
                    |#VER A 1 20260216|{|#TRANS 1930 {} 92233720368547758.08|} => the amount 92233720368547758.08 is larger than Kvitta can hold
                    |#TRANS 1930 {} 0 => #TRANS stands outside a voucher
                    {|} => a block begins that does not follow a voucher
                    } => a block ends that did not begin
                    |#VER A 1 20260216 { => an object list is not closed by }
                    } x => a brace must stand alone on its line
                    hej => the line is neither a record, which begins with #, nor a brace
                    |#PROSA "a"b => a closing quote is not followed by a blank
                    |#PROSA a"b => a quote stands inside a field without a backslash before it
                    |#RAR -1 20251231 20250101 => the year ends (2025-01-01) before it starts (2025-12-31)
                    |#SIETYP 5 => SIE type 5 does not exist; types are 1 to 4
                    |#KONTO A1 "x" => the account 'A1' is not a number
                    |#KTYP 1930 X => 'X' is not a kind of account; kinds are T, S, K and I
                    |#IB 0 1930 1,5 => '1,5' is not an amount; it may have a minus sign before, a decimal point and at most two decimals
                    |#PSALDO 0 202613 1930 {} 1 => '202613' is not a month of the calendar
                    |#KSUMMA 12 => #KSUMMA closes a checksum that was never opened
                    |#KSUMMA => the closing #KSUMMA is missing: the file is not whole
                    |#FLAGGA 2 => #FLAGGA is neither 0 nor 1
                    |#FLAGGA 1 => #FLAGGA is 1: the file was imported before
                    """)
    void refusesWhatBreaksTheFormat(String lines, String message) {
        var reading = read(HEAD + lines.replace('|', '\n') + "\n");

        assertThat(reading.problems())
                .filteredOn(SieProblem::isFatal)
                .map(SieProblem::message)
                .contains(message);
        assertThat(reading.isValid()).isFalse();
    }

    @Test
    void namesEveryRequiredRecordThatIsMissing() {
        assertThat(read("#PROGRAM x\n").problems())
                .map(SieProblem::message)
                .contains(
                        "the first record is #PROGRAM, not #FLAGGA",
                        "the record #FLAGGA is missing",
                        "the record #FORMAT is missing",
                        "the record #GEN is missing",
                        "the record #FNAMN is missing");
        assertThat(SieReader.read(new byte[0]).isValid()).isFalse();
    }

    @Test
    void refusesRecordsAfterTheClosingChecksum() {
        var text = new String(sample("klarna-oktober-4i.si"), SieFormat.CP437) + "#PROSA x\r\n";

        assertThat(SieReader.read(text.getBytes(SieFormat.CP437)).problems())
                .singleElement()
                .hasToString("line 73: #PROSA stands after the closing #KSUMMA");
    }

    @Test
    void readsLatinLettersAndUtf8AndSaysSo() {
        for (var charset : List.of(UTF_8, ISO_8859_1)) {
            var reading = SieReader.read(HEAD.getBytes(charset));

            assertThat(reading.isValid()).isTrue();
            assertThat(reading.file().accounts().get(1).name()).isEqualTo("Försäljning");
            assertThat(reading.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.line()).isEqualTo(9);
                assertThat(problem.message()).startsWith("the file is declared as PC8 (code page 437) but is written");
            });
        }
        assertThat(SieReader.read(("\uFEFF" + HEAD).getBytes(UTF_8)).isValid()).isTrue();
    }

    @Test
    void leavesOutControlCharactersAndTheOldEndOfFileMark() {
        var reading = read(HEAD + "#PROSA \"a\tb\u0001c\"\n\u001A");

        assertThat(reading.file().header().comment()).isEqualTo("abc");
        assertThat(reading.problems())
                .singleElement()
                .hasToString("line 10: control characters in a text are left out");
    }

    @Test
    void listsAThousandProblemsAndCountsTheRest() {
        var reading = read(HEAD + "hej\n".repeat(1500));

        assertThat(reading.problems()).hasSize(1001);
        assertThat(reading.problems().get(1000).message()).isEqualTo("500 more problems are not listed");
        assertThat(reading.isValid()).isFalse();
    }

    private static SieReading read(String text) {
        return SieReader.read(text.getBytes(SieFormat.CP437));
    }

    static byte[] sample(String name) {
        try (var in = SieReaderTest.class.getResourceAsStream("/sie/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
