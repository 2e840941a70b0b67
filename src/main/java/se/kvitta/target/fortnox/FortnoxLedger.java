package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.delivery.BankLooks;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.LedgerCheck;
import se.kvitta.sie.InvalidSieFile;
import se.kvitta.sie.SieReader;

/** The steps of the route that reads the general ledger of some days. */
@Component("fortnoxLedger")
class FortnoxLedger {

    private final FortnoxAnswers answers;

    FortnoxLedger(FortnoxAnswers answers) {
        this.answers = answers;
    }

    LedgerLook begin(@Body JsonNode years, @ExchangeProperty("bankLook") BankLooks.Look asked) {
        return new LedgerLook(asked.questions(), years);
    }

    LedgerReading readBack(@Body JsonNode years, @ExchangeProperty("ledgerLook") LedgerCheck.Look asked) {
        return new LedgerReading(new LedgerFiles.Days(asked.from(), asked.until()), years);
    }

    /** The file in an answer, or the exception that says what the answer means. */
    byte[] file(
            @Body byte[] body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header("Retry-After") @Nullable String retryAfter,
            @Header("Authorization") String bearer,
            @ExchangeProperty("dispatch") Dispatch dispatch)
            throws IOException {
        if (status == 200 && body.length > 0 && body[0] == '#') {
            return body;
        }
        answers.read(new String(body, StandardCharsets.UTF_8), status, retryAfter, bearer, dispatch);
        throw new IOException("Fortnox answered " + status + " without a SIE file");
    }

    /** Takes one file. Throws {@link IOException} when not all of it can be read: what is missing could be what is asked. */
    void add(@Body byte[] file, @ExchangeProperty("ledger") LedgerFiles ledger) throws IOException {
        try {
            ledger.add(SieReader.read(file).orThrow());
        } catch (InvalidSieFile e) {
            throw new IOException("Fortnox's SIE file cannot be read whole: " + e.getMessage(), e);
        }
    }
}
