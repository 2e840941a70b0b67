package se.kvitta.sandbox.fortnox;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The scopes that a program can be given; each is for reading and writing. */
final class Scopes {

    static final Set<String> ALL = Set.of(
            "archive",
            "article",
            "bookkeeping",
            "companyinformation",
            "connectfile",
            "costcenter",
            "currency",
            "customer",
            "inbox",
            "invoice",
            "noxfinansinvoice",
            "offer",
            "order",
            "payment",
            "price",
            "print",
            "profile",
            "project",
            "salary",
            "settings",
            "supplier",
            "supplierinvoice",
            "timereporting",
            "warehouse");

    private Scopes() {}

    /** Blank-separated and case-sensitive. */
    static List<String> parse(String text) {
        return Arrays.stream(text.split(" "))
                .filter(scope -> !scope.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }
}
