package se.kvitta.sandbox.fortnox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account of one financial year.
 *
 * @param costCenterSettings ALLOWED, MANDATORY or NOTALLOWED, as the next two settings
 * @param openingOre the balance brought forward, debit above zero
 */
record Account(
        int financialYear,
        int number,
        String description,
        boolean active,
        @Nullable String vatCode,
        @Nullable Integer sru,
        @Nullable String costCenter,
        String costCenterSettings,
        @Nullable String project,
        String projectSettings,
        @Nullable String transactionInformation,
        String transactionInformationSettings,
        long openingOre,
        Instant modified) {

    static final String ALLOWED = "ALLOWED";
    static final String MANDATORY = "MANDATORY";
    static final String NOT_ALLOWED = "NOTALLOWED";

    static Account plain(
            int financialYear,
            int number,
            String description,
            boolean active,
            @Nullable String vatCode,
            long openingOre,
            Instant modified) {
        return new Account(
                financialYear,
                number,
                description,
                active,
                vatCode,
                null,
                null,
                ALLOWED,
                null,
                ALLOWED,
                null,
                ALLOWED,
                openingOre,
                modified);
    }

    String key() {
        return key(financialYear, number);
    }

    static String key(int financialYear, int number) {
        return financialYear + "/" + number;
    }

    Account withActive(boolean nowActive, Instant at) {
        return new Account(
                financialYear,
                number,
                description,
                nowActive,
                vatCode,
                sru,
                costCenter,
                costCenterSettings,
                project,
                projectSettings,
                transactionInformation,
                transactionInformationSettings,
                openingOre,
                at);
    }

    Account withVatCode(String code, Instant at) {
        return new Account(
                financialYear,
                number,
                description,
                active,
                code,
                sru,
                costCenter,
                costCenterSettings,
                project,
                projectSettings,
                transactionInformation,
                transactionInformationSettings,
                openingOre,
                at);
    }

    Account inYear(int otherYear, Instant at) {
        return new Account(
                otherYear,
                number,
                description,
                active,
                vatCode,
                sru,
                costCenter,
                costCenterSettings,
                project,
                projectSettings,
                transactionInformation,
                transactionInformationSettings,
                0,
                at);
    }
}
