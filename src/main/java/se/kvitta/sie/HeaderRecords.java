package se.kvitta.sie;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes up the identification records, from #PROGRAM to #VALUTA. */
final class HeaderRecords {

    private final Problems problems;
    private final List<SieYear> years = new ArrayList<>();
    private String program = "";
    private String programVersion = "";
    private @Nullable LocalDate generated;
    private String generatedBy = "";
    private int type = 1;
    private String comment = "";
    private String companyName = "";
    private String organisationNumber = "";
    private String acquisition = "";
    private String activity = "";
    private String form = "";
    private String id = "";
    private String industry = "";
    private @Nullable SieAddress address;
    private @Nullable Integer taxYear;
    private @Nullable LocalDate balancesUntil;
    private String chart = "";
    private String currency = "SEK";

    HeaderRecords(Problems problems) {
        this.problems = problems;
    }

    void read(SieRecord record) throws UnreadableRecord {
        switch (record.label()) {
            case "#PROGRAM" -> {
                program = record.required(0, "name of the program");
                programVersion = record.text(1);
            }
            case "#FORMAT" -> readFormat(record);
            case "#GEN" -> {
                generated = record.requiredDate(0, "date");
                generatedBy = record.text(1);
            }
            case "#SIETYP" -> readType(record);
            case "#PROSA" -> comment = record.required(0, "text");
            case "#FTYP" -> form = record.required(0, "form of the company");
            case "#FNR" -> id = record.required(0, "id of the company");
            case "#ORGNR" -> {
                organisationNumber = record.required(0, "organisation number");
                acquisition = record.text(1);
                activity = record.text(2);
            }
            case "#BKOD" -> industry = record.required(0, "SNI code");
            case "#ADRESS" -> address = new SieAddress(record.text(0), record.text(1), record.text(2), record.text(3));
            case "#FNAMN" -> companyName = record.required(0, "name of the company");
            case "#RAR" ->
                years.add(new SieYear(
                        record.wholeNumber(0, "year index"),
                        record.requiredDate(1, "first day"),
                        record.requiredDate(2, "last day")));
            case "#TAXAR" -> readTaxYear(record);
            case "#OMFATTN" -> balancesUntil = record.requiredDate(0, "date");
            case "#KPTYP" -> chart = record.required(0, "kind of chart");
            case "#VALUTA" -> currency = record.required(0, "currency");
            default -> throw new IllegalStateException(record.label());
        }
    }

    private void readFormat(SieRecord record) throws UnreadableRecord {
        var format = record.required(0, "character set");
        if (!format.equals("PC8")) {
            problems.warning(record.line(), "#FORMAT says " + format + "; the format knows only PC8");
        }
    }

    private void readType(SieRecord record) throws UnreadableRecord {
        var number = record.wholeNumber(0, "type");
        if (number < 1 || number > 4) {
            throw new UnreadableRecord("SIE type " + number + " does not exist; types are 1 to 4");
        }
        type = number;
    }

    private void readTaxYear(SieRecord record) throws UnreadableRecord {
        var year = record.wholeNumber(0, "tax year");
        if (year < 1 || year > 9999) {
            throw new UnreadableRecord("the tax year " + year + " does not fit in four digits");
        }
        taxYear = year;
    }

    List<SieYear> years() {
        return years;
    }

    @Nullable
    SieYear currentYear() {
        return years.stream().filter(year -> year.index() == 0).findFirst().orElse(null);
    }

    SieHeader header() {
        var company =
                new SieCompany(companyName, organisationNumber, acquisition, activity, form, id, industry, address);
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
                currency);
    }
}
