package se.kvitta.sie;

/** Where a company is reached (#ADRESS). */
public record SieAddress(String contact, String street, String postal, String phone) {}
