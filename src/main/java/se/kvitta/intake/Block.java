package se.kvitta.intake;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.List;
import se.kvitta.settlement.Event;

/** Some of a settlement's events, in the order of its document. */
public record Block(@NotEmpty @Size(max = Block.SIZE) List<Event> events) {

    /** Events in one block, and rows in one transaction. */
    public static final int SIZE = 1_000;
}
