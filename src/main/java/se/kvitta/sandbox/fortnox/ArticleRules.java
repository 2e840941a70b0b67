package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes an article of what was sent, or refuses it for the reason that Fortnox would give. */
final class ArticleRules {

    private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9+/._-]{1,50}");
    private static final String DOMESTIC = "SEVAT";
    private static final Set<String> COUNTED = Set.of("QuantityInStock", "StockWarning");

    private final Company company;
    private final Assumptions assumptions;
    private final VatRules vat;

    ArticleRules(Company company, Assumptions assumptions) {
        this.company = company;
        this.assumptions = assumptions;
        vat = new VatRules(company.salesSettings(), assumptions);
    }

    /** Accounts that the settings choose are not looked at, even when they do not exist. */
    Article added(Input input, Instant at) {
        var sent = input.text("ArticleNumber", null);
        var number = sent == null ? nextNumber() : sent;
        if (!NUMBER.matcher(number).matches()) {
            throw KnownReason.NOT_ALPHANUMERIC.refusal(number);
        }
        if (company.articleRegister.has(number)) {
            throw AssumedReason.ALREADY_EXISTS.refusal(number);
        }
        var type = input.text("Type", "STOCK");
        var usual = new Article(
                number,
                "",
                Map.of("Type", "STOCK", "CostCalculationMethod", "MANUAL"),
                usualAccounts("SERVICE".equals(type), input.decimal("VAT", null)),
                Map.of(),
                Map.of(),
                Map.of("Active", true),
                at);
        requireAccounts(input.integers(ArticleShape.ACCOUNTS).values());
        return withRate(changed(usual, input, at), input);
    }

    /** Every account must exist now, also one that the call does not name. */
    Article updated(Article before, Input input, Instant at) {
        if (!before.number().equals(input.text("ArticleNumber", before.number()))) {
            throw AssumedReason.NUMBER_FIXED.refusal(before.number());
        }
        var article = changed(before, input, at);
        requireAccounts(article.accounts().values());
        return article;
    }

    private Article changed(Article before, Input input, Instant at) {
        requireQuantityOfOwn(input);
        var texts = new TreeMap<>(before.texts());
        ArticleShape.TEXTS.forEach(name -> put(texts, name, input.text(name, texts.get(name))));
        var unit = texts.get("Unit");
        if (unit != null && !company.units.has(unit)) {
            throw AssumedReason.UNIT_UNKNOWN.refusal(unit);
        }
        var accounts = new TreeMap<>(before.accounts());
        ArticleShape.ACCOUNTS.forEach(name -> put(accounts, name, input.integer(name, accounts.get(name))));
        var numbers = new TreeMap<>(before.numbers());
        ArticleShape.NUMBERS.forEach(name -> put(numbers, name, rounded(name, input.decimal(name, numbers.get(name)))));
        var sizes = new TreeMap<>(before.sizes());
        ArticleShape.SIZES.forEach(name -> put(sizes, name, input.integer(name, sizes.get(name))));
        var flags = new TreeMap<>(before.flags());
        ArticleShape.FLAGS.forEach(name -> flags.put(name, input.bool(name, before.flag(name))));
        if (company.articleSettings().warehouse()) {
            put(numbers, "QuantityInStock", before.numbers().get("QuantityInStock"));
        }
        requireRate(numbers.get("VAT"));
        return new Article(
                before.number(),
                input.requiredText("Description", before.description().isEmpty() ? null : before.description()),
                texts,
                accounts,
                numbers,
                sizes,
                flags,
                at);
    }

    private static <T> void put(Map<String, T> values, String name, @Nullable T value) {
        if (value == null) {
            values.remove(name);
        } else {
            values.put(name, value);
        }
    }

    /** Two decimals, half up, where things are counted. */
    private static @Nullable BigDecimal rounded(String name, @Nullable BigDecimal number) {
        return number == null || !COUNTED.contains(name) ? number : number.setScale(2, RoundingMode.HALF_UP);
    }

    /** The warehouse module counts for itself. */
    private void requireQuantityOfOwn(Input input) {
        if (input.has("QuantityInStock")
                && company.articleSettings().warehouse()
                && assumptions.is(Assumption.STOCK_WITH_WAREHOUSE, "refuse")) {
            throw AssumedReason.QUANTITY_FROM_WAREHOUSE.refusal("QuantityInStock");
        }
    }

    private void requireAccounts(Iterable<Integer> accounts) {
        int year = company.preselectedYear().id();
        for (var account : accounts) {
            if (!company.accounts.has(Account.key(year, account))) {
                throw KnownReason.ACCOUNT_MISSING.refusal(account);
            }
        }
    }

    private Article withRate(Article article, Input input) {
        if (input.has("VAT")) {
            return article;
        }
        var numbers = new TreeMap<>(article.numbers());
        numbers.put("VAT", rateOf(article.accounts().get("SalesAccount")));
        return new Article(
                article.number(),
                article.description(),
                article.texts(),
                article.accounts(),
                numbers,
                article.sizes(),
                article.flags(),
                article.modified());
    }

    /** The rate that the code of the sales account stands for. */
    private BigDecimal rateOf(@Nullable Integer account) {
        var found = account == null
                ? null
                : company.accounts
                        .find(Account.key(company.preselectedYear().id(), account))
                        .orElse(null);
        return vat.usual(DOMESTIC, found);
    }

    private void requireRate(@Nullable BigDecimal percent) {
        if (percent != null) {
            vat.checked(percent, null);
        }
    }

    /** By the predefined accounts, of which those for services end in 2. */
    private Map<String, Integer> usualAccounts(boolean service, @Nullable BigDecimal percent) {
        var suffix = service ? "2" : "";
        requireRate(percent);
        var uses = Map.of(
                "SalesAccount", vat.salesUse(DOMESTIC, percent == null ? VatRules.standard() : percent) + suffix,
                "EUAccount", "SALESEUREV" + suffix,
                "EUVATAccount", "SALESEUVAT" + suffix,
                "ExportAccount", "SALESEXPORT" + suffix,
                "ConstructionAccount", "SALESCONSTR2");
        var accounts = new TreeMap<String, Integer>();
        uses.forEach((field, use) -> company.predefinedAccounts
                .find(use)
                .map(Predefined::value)
                .filter(value -> !value.isEmpty())
                .ifPresent(value -> accounts.put(field, Integer.valueOf(value))));
        accounts.put("PurchaseAccount", company.articleSettings().purchaseAccount());
        return accounts;
    }

    private String nextNumber() {
        int next = 1;
        while (company.articleRegister.has(Integer.toString(next))) {
            next++;
        }
        return Integer.toString(next);
    }
}
