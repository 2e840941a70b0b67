package se.kvitta.sandbox.fortnox;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a customer or a document names must be in its register. */
record References(Company company) {

    /** Throws a refusal that names the first value that is in no register; an absent one names nothing. */
    void require(Function<String, @Nullable String> texts, String... fields) {
        for (var field : fields) {
            var value = texts.apply(field);
            if (value != null && !isRegistered(field, value)) {
                throw missing(field).refusal(value);
            }
        }
    }

    private boolean isRegistered(String field, String value) {
        return switch (field) {
            case "Currency" -> company.currencies.has(value);
            case "CostCenter" ->
                company.costCenters.find(value).filter(CostCenter::active).isPresent();
            case "Project" -> company.projects.has(value);
            case "TermsOfDelivery" -> company.termsOfDeliveries.has(value);
            case "WayOfDelivery" -> company.wayOfDeliveries.has(value);
            case "PriceList" -> company.priceLists.has(value);
            case "TermsOfPayment" -> company.termsOfPayments.has(value);
            default -> throw new IllegalArgumentException("no register for " + field);
        };
    }

    private static Reason missing(String field) {
        return switch (field) {
            case "Currency" -> AssumedReason.CURRENCY_NOT_REGISTERED;
            case "CostCenter" -> AssumedReason.COST_CENTER_UNUSABLE;
            case "Project" -> AssumedReason.PROJECT_UNUSABLE;
            case "TermsOfDelivery" -> AssumedReason.TERMS_OF_DELIVERY_UNKNOWN;
            case "WayOfDelivery" -> AssumedReason.WAY_OF_DELIVERY_UNKNOWN;
            case "PriceList" -> AssumedReason.PRICE_LIST_UNKNOWN;
            default -> AssumedReason.TERMS_OF_PAYMENT_UNKNOWN;
        };
    }
}
