package se.kvitta.intake;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How documents are taken in; {@code kvitta.intake.*}.
 *
 * @param signOfLife an attempt that has not staged a block for so long is taken for dead, and its document may be taken
 *     in by another
 * @param overlap how far back of the last fetch the next one asks, because sources tell late
 */
@ConfigurationProperties("kvitta.intake")
public record IntakeSettings(
        @DefaultValue("2m") Duration signOfLife,
        @DefaultValue("3d") Duration overlap) {}
