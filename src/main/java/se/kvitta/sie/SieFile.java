package se.kvitta.sie;

import java.util.List;

/**
 * One SIE file. Amounts are hundredths of the header's currency (öre when it is SEK), debit positive, credit negative.
 *
 * <p>A file for import (4I) is a type 4 file without balances; nothing in the format itself tells 4I from 4E.
 */
public record SieFile(
        SieHeader header,
        List<SieYear> years,
        List<SieAccount> accounts,
        List<SieDimension> dimensions,
        List<SieObject> objects,
        List<SieBalance> balances,
        List<SieVoucher> vouchers) {

    public SieFile {
        years = List.copyOf(years);
        accounts = List.copyOf(accounts);
        dimensions = List.copyOf(dimensions);
        objects = List.copyOf(objects);
        balances = List.copyOf(balances);
        vouchers = List.copyOf(vouchers);
    }

    /** A file for import that declares nothing and holds only vouchers. */
    public static SieFile of(SieHeader header, List<SieVoucher> vouchers) {
        return new SieFile(header, List.of(), List.of(), List.of(), List.of(), List.of(), vouchers);
    }

    /** Whether this is a 4I file: vouchers to import, no balances. */
    public boolean isForImport() {
        return header.type() == 4 && balances.isEmpty();
    }
}
