package se.kvitta.sandbox.fortnox;

/** A number series outside the vouchers: customers, invoices, payments, rows. */
record Sequence(String name, long next) {

    Sequence after(long used) {
        return new Sequence(name, used + 1);
    }
}
