package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.LedgerVoucher;
import se.kvitta.sie.SieVoucher;

/** All vouchers of some days, as the general ledger has them. Used from the route, which makes the calls. */
public final class LedgerReading extends LedgerFiles {

    private final List<LedgerVoucher> vouchers = new ArrayList<>();

    /** @param years the answer to {@code /3/financialyears} */
    LedgerReading(Days days, JsonNode years) {
        super(years, List.of(days));
    }

    @Override
    void take(String year, List<SieVoucher> read) {
        for (SieVoucher voucher : read) {
            var sums = new HashMap<String, Long>();
            voucher.rows().forEach(row -> sums.merge(row.account(), row.ore(), Math::addExact));
            vouchers.add(new LedgerVoucher(
                    new Receipt(voucher.series(), voucher.number(), year, ""), voucher.date(), voucher.text(), sums));
        }
    }

    public List<LedgerVoucher> getVouchers() {
        return List.copyOf(vouchers);
    }
}
