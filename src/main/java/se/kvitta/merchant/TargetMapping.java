package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * What {@code mappings/targets/<slug>.yaml} says.
 *
 * @param series default voucher series
 * @param rows most rows in one voucher
 * @param spacing time between two calls to one tenant; zero for no limit
 * @param lanes how many chains of calls may be in flight for one merchant
 * @param sendWindow how long after it was decided a changing call may still be made
 * @param timeout how long an answer is waited for
 * @param grace how long after that a call may still take effect at the target
 * @param raw the whole file, for the plug-in that reads its own words in it
 */
public record TargetMapping(
        String slug,
        String name,
        String series,
        int rows,
        Duration spacing,
        int lanes,
        Duration sendWindow,
        Duration timeout,
        Duration grace,
        JsonNode raw) {}
