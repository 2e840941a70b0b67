package se.kvitta.hint;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How webhooks are taken; {@code kvitta.hints.*}.
 *
 * @param gather how long after the first hint the fetch begins; all that come until then are one fetch
 * @param remember how long an event is known again; longer than any provider goes on sending
 * @param largest a larger body is not read
 */
@ConfigurationProperties("kvitta.hints")
public record HintSettings(
        @DefaultValue("30s") Duration gather,
        @DefaultValue("30d") Duration remember,
        @DefaultValue("256KB") DataSize largest) {}
