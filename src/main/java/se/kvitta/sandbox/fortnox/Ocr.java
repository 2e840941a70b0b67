package se.kvitta.sandbox.fortnox;

/** The number a payer writes: the document's number, a digit for the length, and a check digit. */
final class Ocr {

    private Ocr() {}

    static String of(long documentNumber) {
        var number = Long.toString(documentNumber);
        var withLength = number + (number.length() + 2) % 10;
        return withLength + checkDigit(withLength);
    }

    static boolean isValid(String ocr) {
        int last = ocr.length() - 1;
        return ocr.matches("[0-9]{2,25}") && ocr.charAt(last) - '0' == checkDigit(ocr.substring(0, last));
    }

    /** Luhn's. */
    private static int checkDigit(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit * 2 : digit;
            sum += weighted / 10 + weighted % 10;
        }
        return (10 - sum % 10) % 10;
    }
}
