package se.kvitta.sie;

import java.time.LocalDate;

/** A financial year (#RAR): index 0 is the current one, −1 the one before. Both days belong to the year. */
public record SieYear(int index, LocalDate start, LocalDate end) {

    /** Throws {@link IllegalArgumentException} when the year ends before it starts or lies in the future (index above 0). */
    public SieYear {
        SieFormat.requireFourDigitYear(start);
        SieFormat.requireFourDigitYear(end);
        if (index > 0) {
            throw new IllegalArgumentException("the year index " + index + " is above 0, which is the current year");
        }
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("the year ends (" + end + ") before it starts (" + start + ")");
        }
    }

    public boolean contains(LocalDate date) {
        return !date.isBefore(start) && !date.isAfter(end);
    }
}
