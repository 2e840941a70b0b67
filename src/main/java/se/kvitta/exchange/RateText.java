package se.kvitta.exchange;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** A published rate as a number. */
final class RateText {

    /** The journal keeps so many characters. */
    static final int LONGEST = 40;

    private static final Pattern PLAIN = Pattern.compile("\\d{1,12}(\\.\\d{1,12})?");

    private RateText() {}

    /** Empty when it cannot be a rate: no plain decimal number, not positive, or the 1 that stands for a missing rate. */
    static Optional<BigDecimal> usable(String text) {
        return Optional.of(text)
                .filter(plain -> PLAIN.matcher(plain).matches())
                .map(BigDecimal::new)
                .filter(rate -> rate.signum() > 0 && rate.compareTo(BigDecimal.ONE) != 0);
    }
}
