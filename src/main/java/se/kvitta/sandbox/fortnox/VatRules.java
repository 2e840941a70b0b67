package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which VAT a row gets, and on which account. */
final class VatRules {

    private static final BigDecimal STANDARD = BigDecimal.valueOf(25);
    private static final Set<String> WITHOUT_VAT = Set.of("SEREVERSEDVAT", "EUREVERSEDVAT", "EXPORT");

    /** The code that a sales account has, and its rate. */
    private static final Map<String, BigDecimal> CODES =
            Map.of("MP1", STANDARD, "MP2", BigDecimal.valueOf(12), "MP3", BigDecimal.valueOf(6));

    private final SalesSettings settings;
    private final Assumptions assumptions;

    VatRules(SalesSettings settings, Assumptions assumptions) {
        this.settings = settings;
        this.assumptions = assumptions;
    }

    /** Throws a refusal for a rate that nobody registered, or that the account disagrees with. */
    BigDecimal checked(BigDecimal percent, @Nullable Account account) {
        if (!settings.knows(percent)) {
            throw AssumedReason.VAT_RATE_UNKNOWN.refusal(percent.toPlainString());
        }
        if (account != null
                && percent.compareTo(ofAccount(account)) != 0
                && assumptions.is(Assumption.ROW_VAT_AGAINST_ACCOUNT, "refuse")) {
            throw AssumedReason.VAT_AGAINST_ACCOUNT.refusal(account.number());
        }
        return percent;
    }

    /** The rate of a row that names none. */
    BigDecimal usual(String vatType, @Nullable Account account) {
        return account == null || WITHOUT_VAT.contains(vatType) ? BigDecimal.ZERO : ofAccount(account);
    }

    /** The rate of a fee whose account nobody has named is the standard one. */
    BigDecimal ofExtra(String vatType, @Nullable Account account) {
        return account == null && !WITHOUT_VAT.contains(vatType) ? STANDARD : usual(vatType, account);
    }

    private BigDecimal ofAccount(Account account) {
        var code = account.vatCode();
        if (code == null) {
            return BigDecimal.ZERO;
        }
        return settings.vatCode(code).map(SalesSettings.VatCode::percent).orElseGet(() -> rateOf(code));
    }

    private static BigDecimal rateOf(String code) {
        var rate = CODES.get(code);
        return rate == null ? BigDecimal.ZERO : rate;
    }

    /** An account, or the use of a predefined one; null when there is no VAT. The account's own code comes first. */
    @Nullable
    String accountFor(BigDecimal percent, @Nullable Account account) {
        if (percent.signum() == 0) {
            return null;
        }
        var code = account == null ? null : account.vatCode();
        var own = code == null ? null : settings.vatCode(code).orElse(null);
        if (own != null && own.percent().compareTo(percent) == 0) {
            return Integer.toString(own.account());
        }
        for (var known : CODES.entrySet()) {
            if (known.getValue().compareTo(percent) == 0) {
                return "OUTVAT_" + known.getKey();
            }
        }
        return settings.vatCodes().stream()
                .filter(registered -> registered.percent().compareTo(percent) == 0)
                .map(registered -> Integer.toString(registered.account()))
                .findFirst()
                .orElseThrow(() -> AssumedReason.VAT_RATE_UNKNOWN.refusal(percent.toPlainString()));
    }

    /** The use under which the account of a row that names none is predefined. */
    String salesUse(String vatType, BigDecimal percent) {
        return switch (vatType) {
            case "SEREVERSEDVAT" -> "SALESCONSTR2";
            case "EUREVERSEDVAT" -> "SALESEUREV";
            case "EUVAT" -> "SALESEUVAT";
            case "EXPORT" -> "SALESEXPORT";
            default -> SalesSettings.usual(percent) ? "SALES_" + percent.intValue() + "_SE" : "SALES_25_SE";
        };
    }

    static BigDecimal standard() {
        return STANDARD;
    }
}
