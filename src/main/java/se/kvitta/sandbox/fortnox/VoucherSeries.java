package se.kvitta.sandbox.fortnox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A voucher series of one financial year.
 *
 * @param manual whether a voucher may be entered in it by hand or through the API
 * @param nextNumber what the next voucher gets; numbers have no gaps
 */
record VoucherSeries(
        int financialYear,
        String code,
        @Nullable String description,
        boolean manual,
        int nextNumber,
        Instant modified) {

    String key() {
        return key(financialYear, code);
    }

    static String key(int financialYear, String code) {
        return financialYear + "/" + code;
    }

    VoucherSeries withNextNumber(int next) {
        return new VoucherSeries(financialYear, code, description, manual, next, modified);
    }

    VoucherSeries with(@Nullable String newDescription, boolean nowManual, Instant at) {
        return new VoucherSeries(financialYear, code, newDescription, nowManual, nextNumber, at);
    }

    VoucherSeries inYear(int otherYear, Instant at) {
        return new VoucherSeries(otherYear, code, description, manual, 1, at);
    }
}
