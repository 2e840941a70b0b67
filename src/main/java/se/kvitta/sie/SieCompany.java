package se.kvitta.sie;

import org.jspecify.annotations.Nullable;

/**
 * The company whose books a file holds. An empty text means that the record or field is absent.
 *
 * @param name #FNAMN
 * @param organisationNumber NNNNNN-NNNN (#ORGNR)
 * @param acquisition which business of the owner, for a person with several (#ORGNR, second field)
 * @param activity which activity of that business (#ORGNR, third field)
 * @param form AB, E, HB, KB, EK … (#FTYP)
 * @param id the company's id in the accounting program (#FNR)
 * @param industry SNI code (#BKOD); not allowed in a file for import
 */
public record SieCompany(
        String name,
        String organisationNumber,
        String acquisition,
        String activity,
        String form,
        String id,
        String industry,
        @Nullable SieAddress address) {

    public static SieCompany of(String name, String organisationNumber) {
        return new SieCompany(name, organisationNumber, "", "", "", "", "", null);
    }

    public SieCompany withId(String programId) {
        return new SieCompany(name, organisationNumber, acquisition, activity, form, programId, industry, address);
    }
}
