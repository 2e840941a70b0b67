package se.kvitta.sandbox.fortnox;

/** A label that documents are marked with. */
record Label(int id, String description) {}
