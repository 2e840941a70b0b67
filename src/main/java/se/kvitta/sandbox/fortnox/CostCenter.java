package se.kvitta.sandbox.fortnox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A cost centre. */
record CostCenter(String code, String description, @Nullable String note, boolean active, Instant modified) {}
