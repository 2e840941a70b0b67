package se.kvitta.sandbox.fortnox;

/** A file that hangs on a voucher. A file hangs on one voucher; a voucher may have many files. */
public record FileConnection(String fileId, int financialYear, String series, int number) {}
