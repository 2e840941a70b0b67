package se.kvitta.sandbox.klarna;

import java.util.List;
import java.util.Random;

/** Where orders of a currency come from, and which VAT and payment methods occur there. */
record Market(String country, List<Integer> vatRates, List<String> methods) {

    private static final List<String> INVOICE_METHODS = List.of("invoice", "invoice_business");

    private static final Market SWEDEN = new Market(
            "SE",
            List.of(2500, 2500, 2500, 1200, 1200, 600),
            List.of("card", "invoice", "swish", "direct_debit", "fixed_amount", "invoice_business"));
    private static final Market GERMANY = new Market("DE", List.of(1900, 1900, 700), List.of("invoice", "card"));
    private static final Market FINLAND = new Market("FI", List.of(2550, 2550, 1350), List.of("invoice", "card"));
    private static final Market NORWAY = new Market("NO", List.of(2500, 1500), List.of("invoice", "card"));
    private static final Market DENMARK = new Market("DK", List.of(2500), List.of("invoice", "card"));
    private static final Market BRITAIN = new Market("GB", List.of(2000, 500), List.of("invoice", "card"));
    private static final Market ELSEWHERE = new Market("US", List.of(0), List.of("card"));

    static Market of(String currency, Random random) {
        return switch (currency) {
            case "SEK" -> SWEDEN;
            case "EUR" -> random.nextBoolean() ? GERMANY : FINLAND;
            case "NOK" -> NORWAY;
            case "DKK" -> DENMARK;
            case "GBP" -> BRITAIN;
            default -> ELSEWHERE;
        };
    }

    static boolean isInvoice(String method) {
        return INVOICE_METHODS.contains(method);
    }

    String method(Random random) {
        return methods.get(random.nextInt(methods.size()));
    }

    int vatRate(Random random) {
        return vatRates.get(random.nextInt(vatRates.size()));
    }
}
