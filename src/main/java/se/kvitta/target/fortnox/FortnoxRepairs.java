package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.delivery.Refused;
import se.kvitta.reason.Reason;

/** The turns of a repair that a person asked for: look up, change if need be. Nothing else in Fortnox is ever changed. */
@Component("fortnoxRepairs")
class FortnoxRepairs {

    FortnoxRepair begin(@ExchangeProperty("repair") Reason repair) {
        return FortnoxRepair.of(repair);
    }

    void there(@Body JsonNode answer, @ExchangeProperty("mend") FortnoxRepair mend) {
        mend.there(answer);
    }

    void absent(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused no, @ExchangeProperty("mend") FortnoxRepair mend) {
        mend.absent(no);
    }

    void done(@ExchangeProperty("mend") FortnoxRepair mend) {
        mend.done();
    }
}
