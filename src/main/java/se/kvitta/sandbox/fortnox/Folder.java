package se.kvitta.sandbox.fortnox;

/** A folder of the archive; the root is none. */
record Folder(String id, String name) {}
