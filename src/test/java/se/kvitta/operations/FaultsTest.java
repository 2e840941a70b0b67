package se.kvitta.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private final Processor retryAfter = Faults.retryAfter(Clock.systemUTC());
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private Object delayAfter(Map<String, String> headers) throws Exception {
        exchange.setProperty(
                Exchange.EXCEPTION_CAUGHT,
                new HttpOperationFailedException("http://localhost", 429, "Too Many Requests", null, headers, ""));
        retryAfter.process(exchange);
        return exchange.getIn().getHeader(Exchange.REDELIVERY_DELAY);
    }

    @Test
    void waitsAsLongAsEachAnswerAsksAndNoLongerThanARunMaySleep() throws Exception {
        assertThat(delayAfter(Map.of("Retry-After", "7"))).isEqualTo(7_000L);
        assertThat(delayAfter(Map.of("Retry-After", "86400"))).isEqualTo(120_000L);
    }

    @Test
    void waitsUntilThereIsAllowanceAgainIfTheAnswerSaysThatItIsGone() throws Exception {
        assertThat(delayAfter(Map.of("X-Ratelimit-Remaining", "0", "x-ratelimit-reset", "3")))
                .isEqualTo(3_000L);
        assertThat(delayAfter(Map.of("X-Ratelimit-Remaining", "0", "X-Ratelimit-Reset", "3", "Retry-After", "7")))
                .isEqualTo(7_000L);
        assertThat(delayAfter(Map.of("X-Ratelimit-Remaining", "12", "X-Ratelimit-Reset", "3")))
                .isNull();
        assertThat(delayAfter(Map.of("X-Ratelimit-Remaining", "0", "X-Ratelimit-Reset", "1773000000")))
                .as("an instant")
                .isNull();
    }

    @Test
    void keepsTheUsualBackOffWhenAnAnswerAsksForNothing() throws Exception {
        delayAfter(Map.of("Retry-After", "7"));
        assertThat(delayAfter(Map.of())).isNull();
        assertThat(delayAfter(Map.of("Retry-After", "0"))).isNull();
        assertThat(delayAfter(Map.of("Retry-After", "soon"))).isNull();
    }
}
