package se.kvitta.sandbox.fortnox;

import org.jspecify.annotations.Nullable;

/** A way to be paid, and the account that the money comes in on. */
record ModeOfPayment(String code, @Nullable String description, int account) {}
