package se.kvitta.delivery;

import java.time.Duration;
import java.time.LocalTime;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When targets are looked over; {@code kvitta.preflight.*}.
 *
 * @param at when in the night, in Stockholm; merchants are spread over the hour that follows
 * @param again how long after a preflight a target is looked over again while deliveries are stopped, and how long what is
 *     stopped waits
 */
@ConfigurationProperties("kvitta.preflight")
public record PreflightSettings(
        @DefaultValue("02:30") LocalTime at,
        @DefaultValue("15m") Duration again) {}
