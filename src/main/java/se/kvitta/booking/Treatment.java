package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;

/**
 * Where a sale at one rate is taxed, and by which roles it is booked.
 *
 * @param freight the role of freight; the same as {@code sales} where freight has no account of its own
 * @param vat null where no VAT is booked
 * @param country whose VAT it is
 * @param box for the net, where the rule names one; null where the account brings it
 * @param rule named reason that replaces the rule of the rate; null where there is none
 * @param missing code for a role without an account
 */
record Treatment(
        String sales,
        String freight,
        @Nullable String vat,
        String country,
        @Nullable VatBox box,
        @Nullable String rule,
        String missing) {

    static final String B2B_RULE = "eu-b2b";

    private static final VatBox EXPORT_BOX = new VatBox("36");
    private static final VatBox B2B_BOX = new VatBox("35");

    /** Which role a sale without VAT is booked on, by the box that its named rule states; any other box is SALES_0's. */
    private static final Map<String, String> ZERO_ROLES =
            Map.of("35", "SALES_EU_B2B", "36", "SALES_EXPORT", "39", "SERVICES_EU_B2B", "40", "SERVICES_EXPORT");

    /** The treatment, or why there is none. */
    record Found(@Nullable Treatment treatment, @Nullable Reason reason) {}

    /**
     * @param country ISO 3166 alpha-2 of the buyer
     * @param day the Stockholm day of the sale
     * @param business whether the buyer is an EU business outside the home country, with a VAT number
     */
    static Found of(VatRate rate, String country, LocalDate day, boolean business, VatRules rules, AccountPlan plan) {
        String percent = inRole(rate);
        if (rate.isZero()) {
            return zero(country, business, rules);
        }
        if (country.equals(rules.home())) {
            return found(home(percent, country));
        }
        if (rules.isOss(country, day)) {
            String sales = "SALES_OSS_" + country + "_" + percent;
            return found(
                    new Treatment(sales, sales, "VAT_OUT_OSS_" + country, country, null, null, "OSS_ACCOUNT_MISSING"));
        }
        if (EuCountries.holds(country)) {
            if (plan.find("VAT_OUT_" + percent, day).isEmpty()) {
                return notTaxable(country, rate);
            }
            String sales = "SALES_EU_SE_VAT" + (percent.equals("25") ? "" : "_" + percent);
            return found(
                    new Treatment(sales, sales, "VAT_OUT_" + percent, rules.home(), null, null, "ACCOUNT_MISSING"));
        }
        String debt = "VAT_OUT_" + (country.equals("NO") ? "VOEC_" : "FOREIGN_") + country;
        return plan.find(debt, day).isEmpty()
                ? notTaxable(country, rate)
                : found(new Treatment(
                        "SALES_EXPORT", "SALES_EXPORT", debt, country, EXPORT_BOX, null, "ACCOUNT_MISSING"));
    }

    private static Treatment home(String percent, String country) {
        return new Treatment(
                "SALES_" + percent, "FREIGHT_" + percent, "VAT_OUT_" + percent, country, null, null, "ACCOUNT_MISSING");
    }

    private static Found zero(String country, boolean business, VatRules rules) {
        if (business) {
            return found(
                    new Treatment("SALES_EU_B2B", "SALES_EU_B2B", null, country, B2B_BOX, B2B_RULE, "ACCOUNT_MISSING"));
        }
        VatRules.ZeroRule rule = rules.zeroRule(country).orElse(null);
        if (rule == null) {
            return notTaxable(country, VatRate.ZERO);
        }
        String role = ZERO_ROLES.getOrDefault(rule.box().code(), "SALES_0");
        return found(new Treatment(role, role, null, country, rule.box(), rule.name(), "ACCOUNT_MISSING"));
    }

    /** 25.5 is {@code 255}; a rate that would then read as another one keeps its point, as 2.5 is {@code 2_5}. */
    static String inRole(VatRate rate) {
        boolean unmistakable = rate.hundredths() > 1_000 && rate.hundredths() % 10 == 0;
        return rate.toString().replace(".", unmistakable ? "" : "_");
    }

    private static Found found(Treatment treatment) {
        return new Found(treatment, null);
    }

    private static Found notTaxable(String country, VatRate rate) {
        return new Found(null, Reason.of("FOREIGN_VAT_NO_ACCOUNT", "country", country, "rate", rate));
    }
}
