package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.delivery.Needs;
import se.kvitta.delivery.Needs.NeededAccount;
import se.kvitta.journal.Findings.Finding;
import se.kvitta.journal.Findings.Severity;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.reason.Reason;
import se.kvitta.target.fortnox.FortnoxQuestions.Year;

/**
 * The accounts that a merchant's vouchers can have rows on, in every financial year concerned: they exist, are active, take
 * the dimensions that the profiles send, and have the VAT code of their rate. Pure.
 */
final class FortnoxAccountFindings {

    private static final String MANDATORY = "MANDATORY";
    private static final String NOT_ALLOWED = "NOTALLOWED";

    /** Sales, single-purpose gift cards and commissions at one Swedish rate. */
    private static final Pattern AT_RATE =
            Pattern.compile("(?:SALES|FREIGHT|RETURN_FEE|COMMISSION_INCOME)_(\\d+)|GIFTCARD_SPV_(\\d+)_SOLD");

    /** The box of the VAT return for taxed sales in Sweden: rows that feed it carry Swedish VAT, and no other rows do. */
    private static final String TAXED = "05";

    private static final Rule COST_CENTRE = new Rule(
            "CostCenterSettings",
            "cost centre",
            "PREFLIGHT_COST_CENTRE_NEEDED",
            "PREFLIGHT_COST_CENTRE_FORBIDDEN",
            Dimensions::costCentre);
    private static final Rule PROJECT = new Rule(
            "ProjectSettings",
            "project",
            "PREFLIGHT_PROJECT_NEEDED",
            "PREFLIGHT_PROJECT_FORBIDDEN",
            Dimensions::project);

    private final FortnoxLook look;

    FortnoxAccountFindings(FortnoxLook look) {
        this.look = look;
    }

    List<Finding> all() {
        var needed = new TreeMap<String, NeededAccount>();
        var years = new TreeMap<String, List<Year>>();
        for (Year year : look.answered(FortnoxQuestions.ACCOUNTS)) {
            for (NeededAccount account : look.needs().accounts(from(year), through(year))) {
                needed.merge(account.number(), account, FortnoxAccountFindings::surer);
                years.computeIfAbsent(account.number(), first -> new ArrayList<>())
                        .add(year);
            }
        }
        var found = new ArrayList<Finding>();
        needed.forEach((number, account) -> {
            List<Year> its = years.getOrDefault(number, List.of());
            existence(found, account, its);
            vatCode(found, account, its);
        });
        for (Needs.OfProfile profile : look.needs().profiles()) {
            dimensions(found, profile, needed, years);
        }
        return found;
    }

    private static LocalDate from(Year year) {
        return year.span().first();
    }

    /** What is booked in a year later than today is on no other account than what is booked today. */
    private static LocalDate through(Year year) {
        return year.span().last();
    }

    private static NeededAccount surer(NeededAccount one, NeededAccount other) {
        return one.certain() ? one : other;
    }

    private void existence(List<Finding> found, NeededAccount account, List<Year> years) {
        List<Year> missing = years.stream()
                .filter(year -> look.lacksAccount(year, account.number()))
                .toList();
        List<Year> inactive = years.stream()
                .filter(year -> look.account(year, account.number()) != null)
                .filter(year -> !look.isActive(year, account.number()))
                .toList();
        if (!missing.isEmpty()) {
            found.add(look.finding(
                            "account " + account.number(),
                            account.certain() ? Severity.REFUSES : Severity.WARNS,
                            look.needs().modesOf(account.profiles()),
                            "PREFLIGHT_ACCOUNT_MISSING",
                            facts(account, missing))
                    .mendedBy(creation(account, missing)));
        }
        if (!inactive.isEmpty()) {
            found.add(look.finding(
                            "active account " + account.number(),
                            account.certain() ? Severity.REFUSES : Severity.WARNS,
                            look.needs().modesOf(account.profiles()),
                            "PREFLIGHT_ACCOUNT_INACTIVE",
                            facts(account, inactive))
                    .mendedBy(look.reason(
                            "REPAIR_ACCOUNT_ACTIVATE",
                            "account",
                            account.number(),
                            "years",
                            FortnoxLook.words(inactive),
                            "ids",
                            FortnoxLook.ids(inactive))));
        }
    }

    private static Object[] facts(NeededAccount account, List<Year> years) {
        return new Object[] {
            "account", account.number(),
            "name", account.name().isEmpty() ? "-" : account.name(),
            "roles", FortnoxLook.joined(account.roles()),
            "profiles", FortnoxLook.joined(account.profiles()),
            "years", FortnoxLook.words(years)
        };
    }

    /** Only with a name, and only where its VAT code is known: a wrong one would make the VAT return wrong. */
    private @Nullable Reason creation(NeededAccount account, List<Year> years) {
        String vatCode = account.box() == null || account.box().code().equals("OSS") ? "" : expected(account);
        boolean codeKnown = account.box() == null || account.box().code().equals("OSS") || !vatCode.isEmpty();
        if (account.name().isEmpty() || !codeKnown) {
            return null;
        }
        return look.reason(
                "REPAIR_ACCOUNT_CREATE",
                "account",
                account.number(),
                "name",
                account.name(),
                "vatCode",
                vatCode.isEmpty() ? "-" : vatCode,
                "years",
                FortnoxLook.words(years),
                "ids",
                FortnoxLook.ids(years));
    }

    /** The VAT code that an account for sales at one Swedish rate has; empty for any other account. */
    private String expected(NeededAccount account) {
        return account.roles().stream()
                .map(role -> {
                    if (role.equals("SALES_EU_SE_VAT")) {
                        return "25";
                    }
                    Matcher rate = AT_RATE.matcher(role);
                    return !rate.matches() ? "" : rate.group(1) != null ? rate.group(1) : rate.group(2);
                })
                .filter(rate -> !rate.isEmpty())
                .map(rate -> look.mapping().path("vat-codes").path(rate).asText(""))
                .findFirst()
                .orElse("");
    }

    /**
     * An account of another country's VAT, or of rows without any, with a Swedish code would feed the ordinary return with what is not
     * taxed here. What rate a code has, Fortnox does not tell: only codes are compared.
     */
    private void vatCode(List<Finding> found, NeededAccount account, List<Year> years) {
        String expected = expected(account);
        boolean untaxed = account.box() == null || !account.box().code().equals(TAXED);
        Set<String> swedish = look.mapping().path("vat-codes").properties().stream()
                .map(code -> code.getValue().asText())
                .collect(Collectors.toSet());
        var wrong = new LinkedHashMap<Year, String>();
        for (Year year : years) {
            @Nullable JsonNode there = look.account(year, account.number());
            JsonNode code = there == null ? null : there.path("VATCode");
            if (code == null || !(code.isTextual() || code.isNull())) {
                continue;
            }
            String readable = code.isNull() ? "" : code.asText();
            boolean off =
                    (!expected.isEmpty() && !readable.equals(expected)) || (untaxed && swedish.contains(readable));
            if (off && !readable.equals(FortnoxJson.NO_RIGHT)) {
                wrong.put(year, readable.isEmpty() ? "-" : readable);
            }
        }
        if (!wrong.isEmpty()) {
            found.add(look.finding(
                    "VAT code of " + account.number(),
                    Severity.WARNS,
                    look.needs().modesOf(account.profiles()),
                    "PREFLIGHT_VAT_CODE",
                    "account",
                    account.number(),
                    "roles",
                    FortnoxLook.joined(account.roles()),
                    "code",
                    FortnoxLook.joined(wrong.values()),
                    "expected",
                    expected.isEmpty() ? "≠ " + FortnoxLook.joined(swedish) : expected,
                    "years",
                    FortnoxLook.words(List.copyOf(wrong.keySet()))));
        }
    }

    private void dimensions(
            List<Finding> found,
            Needs.OfProfile profile,
            Map<String, NeededAccount> needed,
            Map<String, List<Year>> years) {
        dimension(found, profile, needed, years, COST_CENTRE);
        dimension(found, profile, needed, years, PROJECT);
    }

    /** A dimension: Fortnox's word for an account's rule, ours, and what is told when the two do not go together. */
    private record Rule(
            String setting, String noun, String needed, String forbidden, Function<Dimensions, String> code) {}

    /** Every row of a profile has what it always sends; sales may have what a rule sends instead. */
    private void dimension(
            List<Finding> found,
            Needs.OfProfile profile,
            Map<String, NeededAccount> needed,
            Map<String, List<Year>> years,
            Rule rule) {
        String sent = rule.code().apply(profile.dimensions().always());
        var lacking = new TreeSet<String>();
        var forbidding = new TreeSet<String>();
        needed.values().stream()
                .filter(account -> account.profiles().contains(profile.name()))
                .forEach(account -> years.getOrDefault(account.number(), List.of())
                        .forEach(year -> {
                            @Nullable JsonNode there = look.account(year, account.number());
                            String says = there == null
                                    ? ""
                                    : there.path(rule.setting()).asText("");
                            if (says.equals(MANDATORY) && sent.isEmpty()) {
                                lacking.add(account.number());
                            } else if (says.equals(NOT_ALLOWED) && !sent.isEmpty()) {
                                forbidding.add(account.number());
                            }
                        }));
        if (!lacking.isEmpty()) {
            found.add(ofProfile(
                    profile,
                    rule.noun() + " of " + profile.name(),
                    look.reason(rule.needed(), "accounts", FortnoxLook.joined(lacking), "profile", profile.name())));
        }
        if (!forbidding.isEmpty()) {
            found.add(ofProfile(
                    profile,
                    "no " + rule.noun() + " of " + profile.name(),
                    look.reason(
                            rule.forbidden(),
                            "accounts",
                            FortnoxLook.joined(forbidding),
                            "sent",
                            sent,
                            "profile",
                            profile.name())));
        }
    }

    private static Finding ofProfile(Needs.OfProfile profile, String key, Reason reason) {
        return new Finding(key, Severity.REFUSES, profile.modes(), profile.name(), reason, null);
    }
}
