package se.kvitta.sie;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a file says of itself (SIE 4B, 8: the records from #PROGRAM to #VALUTA). An empty text means that the record or
 * field is absent. What the format requires is checked by the writer, so that a faulty file can still be shown.
 *
 * @param generated the day the file was made (#GEN); null only in a file read without a usable one
 * @param generatedBy person or process that made it
 * @param type 1 to 4 (#SIETYP); 4 for both 4E and 4I
 * @param comment free text (#PROSA)
 * @param taxYear the tax assessment year (#TAXAR)
 * @param balancesUntil the last day that period balances cover (#OMFATTN)
 * @param chart the kind of chart of accounts, such as BAS2026 (#KPTYP)
 * @param currency ISO 4217 code of all amounts (#VALUTA); SEK when the file does not say
 */
public record SieHeader(
        String program,
        String programVersion,
        @Nullable LocalDate generated,
        String generatedBy,
        int type,
        String comment,
        SieCompany company,
        @Nullable Integer taxYear,
        @Nullable LocalDate balancesUntil,
        String chart,
        String currency) {

    /** Throws {@link IllegalArgumentException} for another type than 1 to 4 or a year outside four digits. */
    public SieHeader {
        if (type < 1 || type > 4) {
            throw new IllegalArgumentException("SIE type " + type + " does not exist; types are 1 to 4");
        }
        if (taxYear != null && (taxYear < 1 || taxYear > 9999)) {
            throw new IllegalArgumentException("the tax year " + taxYear + " does not fit in four digits");
        }
        SieFormat.requireFourDigitYear(generated);
        SieFormat.requireFourDigitYear(balancesUntil);
    }

    /** The header of a type 4 file in SEK with nothing but what the format requires. */
    public static SieHeader of(String program, String programVersion, LocalDate generated, SieCompany company) {
        return new SieHeader(program, programVersion, generated, "", 4, "", company, null, null, "", "SEK");
    }

    public SieHeader withGeneratedBy(String sign) {
        return new SieHeader(
                program,
                programVersion,
                generated,
                sign,
                type,
                comment,
                company,
                taxYear,
                balancesUntil,
                chart,
                currency);
    }

    public SieHeader withComment(String text) {
        return new SieHeader(
                program,
                programVersion,
                generated,
                generatedBy,
                type,
                text,
                company,
                taxYear,
                balancesUntil,
                chart,
                currency);
    }

    public SieHeader withCurrency(String code) {
        return new SieHeader(
                program,
                programVersion,
                generated,
                generatedBy,
                type,
                comment,
                company,
                taxYear,
                balancesUntil,
                chart,
                code);
    }
}
