package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.LookUp;
import se.kvitta.delivery.Refused;
import se.kvitta.journal.Steps;
import se.kvitta.reason.Reason;

/** Look-ups of what may have been done: vouchers entered, files uploaded and connected. */
@Component("fortnoxLookups")
class FortnoxLookups {

    VoucherLookup begin(
            @ExchangeProperty("dispatch") Dispatch dispatch, @ExchangeProperty("financialYear") String financialYear) {
        return new VoucherLookup(dispatch, financialYear);
    }

    /**
     * Of an upload nothing can be found out: the inbox has no search. It is made again; a file that is there twice and
     * hangs on nothing does no harm.
     */
    LookUp upload() {
        return LookUp.absent();
    }

    /** The path of what the uploaded file hangs on. */
    String connectionPath(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return "/3/voucherfileconnections/"
                + dispatch.answers().to(Steps.uploadOf(dispatch.step().name()));
    }

    /** Whether the file hangs on our voucher. */
    LookUp connection(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) throws IOException {
        Receipt ours = FortnoxAnswers.voucher(dispatch);
        Receipt found = FortnoxAnswers.connected(answer);
        boolean same = found.series().equals(ours.series())
                && found.number().equals(ours.number())
                && (found.year().isEmpty() || found.year().equals(ours.year()));
        return same
                ? LookUp.present(found)
                : LookUp.alike(Reason.of("EVIDENCE_ELSEWHERE", "other", found.shown(), "year", found.year()));
    }

    /** The file hangs on no voucher. Throws what was refused when that was something else. */
    LookUp noConnection(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused refused) {
        FortnoxAnswers.requireNotFound(refused);
        return LookUp.absent();
    }

    /** Takes one page of the list. */
    void addPage(@Body JsonNode page, @ExchangeProperty("lookup") VoucherLookup lookup) {
        lookup.addPage(page);
    }

    /** Compares one voucher with the posting, row by row. */
    void compare(@Body JsonNode voucher, @ExchangeProperty("lookup") VoucherLookup lookup) {
        lookup.compare(voucher);
    }
}
