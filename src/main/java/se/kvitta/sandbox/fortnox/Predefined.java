package se.kvitta.sandbox.fortnox;

/** A setting that names an account or a voucher series for one use, such as {@code CUSTCLAIM} → {@code 1510}. */
record Predefined(String name, String value) {}
