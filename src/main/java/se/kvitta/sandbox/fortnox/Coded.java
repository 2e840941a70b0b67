package se.kvitta.sandbox.fortnox;

import org.jspecify.annotations.Nullable;

/** An entry of a register that knows a code, a text and the text in English. */
record Coded(
        String code, @Nullable String description, @Nullable String english) {}
