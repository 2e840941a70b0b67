package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import se.kvitta.ledger.VatRate;

/**
 * Which roles of an account plan a profile is certain to use, and which it may come to use. What a setting excludes, such as
 * the One Stop Shop of a country that the profile does not name, is neither.
 *
 * @param currencies what the profile takes; empty for every currency
 * @param books currency of the books
 */
public record RolesUsed(
        Set<Mode> modes,
        BookingRules.Method method,
        Set<Currency> currencies,
        Currency books,
        MoneyRules money,
        VatRules vat) {

    private static final Pattern OF_CURRENCY = Pattern.compile("(CLEARING|CLAIM|RESERVE|TRANSIT|BANK|DEBT)_([A-Z]{3})");
    private static final Pattern OF_COUNTRY = Pattern.compile("(?:SALES|VAT_OUT)_OSS_([A-Z]{2})(_.*)?");
    private static final Pattern OF_RATE =
            Pattern.compile("(SALES|VAT_OUT|FREIGHT|RETURN_FEE)_\\d.*|SALES_EU_SE_VAT_.*|GIFTCARD_SPV_.*");
    private static final Pattern REVERSE_CHARGE =
            Pattern.compile("SERVICE_EU|SERVICE_NON_EU|RC_BASE_CONTRA|VAT_IN_RC|VAT_OUT_RC_25");
    private static final Pattern OF_SALES = Pattern.compile(
            "SALES_.*|FREIGHT_.*|RETURN_FEE_.*|GIFTCARD_.*|SERVICES_.*|VAT_OUT_.*|PREPAID_CUSTOMERS|TIP_LIABILITY");

    /** Sales without VAT need a rule that names their box. */
    private static final Map<String, String> BOX_OF_ZERO =
            Map.of("SALES_EU_B2B", "35", "SERVICES_EU_B2B", "39", "SERVICES_EXPORT", "40");

    /** The roles that what the provider does with the money is booked on. */
    public Set<String> ofMoney() {
        var roles = new LinkedHashSet<String>();
        if (!booksMoney()) {
            return roles;
        }
        for (Currency currency : currencies) {
            roles.add("CLEARING_" + currency);
            roles.add("TRANSIT_" + currency);
            if (money.bankLeg() == MoneyRules.BankLeg.BANK) {
                roles.add("BANK_" + currency);
            }
            if (hasClaims()) {
                roles.add("CLAIM_" + currency);
            }
            if (money.debts() == MoneyRules.Debts.OWN) {
                roles.add(CarriedValues.DEBT + currency);
            }
            if (!currency.equals(books)) {
                roles.addAll(List.of("FX_GAIN", "FX_LOSS"));
            }
        }
        roles.addAll(List.of("FEE", "VAT_IN"));
        if (money.feeVat().isReverseCharge()) {
            roles.add(money.feeVat() == MoneyRules.FeeVat.RC_EU ? "SERVICE_EU" : "SERVICE_NON_EU");
            roles.addAll(List.of("RC_BASE_CONTRA", "VAT_IN_RC", "VAT_OUT_RC_25"));
        }
        if (money.day() == MoneyRules.Day.BALANCE) {
            roles.add("AR_DISPUTED");
        }
        if (money.wholeKronor()) {
            roles.add("ROUNDING");
        }
        if (!money.openings().isEmpty()) {
            roles.add("OLD_CLEARING");
        }
        if (modes.contains(Mode.LEDGER) || modes.contains(Mode.MATCH) || modes.contains(Mode.ORDER)) {
            roles.add("AR_CUSTOMER");
        }
        return roles;
    }

    /** The roles that are certain to be used on one of some days: those of the money, and of sales at the home rates. */
    public Set<String> certain(LocalDate from, LocalDate through) {
        Set<String> roles = ofMoney();
        if (booksSales()) {
            for (VatRules.DatedRate dated : vat.rates().getOrDefault(vat.home(), List.of())) {
                boolean over = dated.until() != null && dated.until().isBefore(from);
                boolean later = dated.from() != null && dated.from().isAfter(through);
                VatRate rate = dated.rate();
                if (!over && !later && !rate.isZero()) {
                    roles.add("SALES_" + Treatment.inRole(rate));
                    roles.add("VAT_OUT_" + Treatment.inRole(rate));
                }
            }
        }
        return roles;
    }

    /** Whether a role is one of those that there is one of per currency, country or rate, so that no plan has them all. */
    public static boolean isOfFamily(String role) {
        return OF_CURRENCY.matcher(role).matches()
                || OF_COUNTRY.matcher(role).matches()
                || OF_RATE.matcher(role).matches();
    }

    /** Whether anything can come to be booked on a role. */
    public boolean isPossible(String role) {
        Matcher ofCurrency = OF_CURRENCY.matcher(role);
        if (ofCurrency.matches()) {
            return booksMoney()
                    && takes(ofCurrency.group(2))
                    && (!ofCurrency.group(1).equals("BANK") || money.bankLeg() == MoneyRules.BankLeg.BANK)
                    && (!ofCurrency.group(1).equals("CLAIM") || hasClaims())
                    && (!ofCurrency.group(1).equals("DEBT") || money.debts() == MoneyRules.Debts.OWN);
        }
        Matcher ofCountry = OF_COUNTRY.matcher(role);
        if (ofCountry.matches()) {
            return booksSales() && vat.oss().containsKey(ofCountry.group(1));
        }
        if (REVERSE_CHARGE.matcher(role).matches()) {
            return ofMoney().contains(role);
        }
        if (OF_SALES.matcher(role).matches()) {
            return booksSales() && isPossibleSale(role);
        }
        return switch (role) {
            case "CLEARING_FALLBACK" -> false; // an entry of CLEARING_<currency> where it is used
            case "OLD_CLEARING", "AR_CUSTOMER" -> ofMoney().contains(role);
            case "FX_GAIN", "FX_LOSS" -> ofMoney().contains("FX_GAIN") || (booksMoney() && currencies.isEmpty());
            default -> booksMoney();
        };
    }

    private boolean isPossibleSale(String role) {
        if (role.startsWith("FREIGHT_")) {
            return vat.freight() == VatRules.Freight.OWN;
        }
        if (role.equals("TIP_LIABILITY")) {
            return vat.tips() == VatRules.Tips.STAFF;
        }
        if (role.equals("GIFTCARD_MPV")) {
            return vat.cards() != VatRules.Cards.SINGLE;
        }
        if (role.startsWith("GIFTCARD_SPV") || role.equals("SALES_SPV_USED")) {
            return vat.cards() != VatRules.Cards.MULTI;
        }
        if (role.equals("SALES_0")) {
            return !vat.zeroRules().isEmpty();
        }
        String box = BOX_OF_ZERO.getOrDefault(role, "");
        return box.isEmpty()
                || vat.zeroRules().stream().anyMatch(rule -> rule.box().code().equals(box));
    }

    private boolean takes(String currency) {
        return currencies.isEmpty()
                || currencies.stream().anyMatch(one -> one.getCurrencyCode().equals(currency));
    }

    /** Whether claims on buyers have an account of their own: in the customer ledger the invoice stays unpaid instead. */
    private boolean hasClaims() {
        return money.creditRisk().isMerchants() && !modes.contains(Mode.LEDGER) && !modes.contains(Mode.MATCH);
    }

    private boolean booksMoney() {
        return modes.stream().anyMatch(Mode::booksMoney);
    }

    private boolean booksSales() {
        return modes.contains(Mode.LEDGER)
                || modes.contains(Mode.DAILY)
                || modes.contains(Mode.ORDER)
                || (method == BookingRules.Method.CASH && modes.contains(Mode.PAYOUT));
    }
}
