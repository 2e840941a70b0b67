package se.kvitta.merchant;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.AccountPlan;
import se.kvitta.ledger.VatBox;

/**
 * The accounts of one merchant's profiles, on every day from their start: each role that the money needs has one, no
 * clearing, reserve or debt account serves two providers or currencies and no account of claims two currencies, and no account feeds two boxes of the VAT return.
 */
final class AccountChecks {

    private static final Pattern POT = Pattern.compile("(CLEARING|CLAIM|RESERVE|DEBT)_[A-Z]{3}");

    private final YamlFile file;
    private final Merchant merchant;
    private final Map<String, String> pots = new HashMap<>();

    AccountChecks(YamlFile file, Merchant merchant) {
        this.file = file;
        this.merchant = merchant;
    }

    /** Throws {@link YamlFile.BadFile} for the first thing that is wrong. */
    void check(Profile profile, List<AccountPlan.Entry> entries) {
        var plan = new AccountPlan(merchant.plan(), entries);
        Set<String> roles = new TreeSet<>();
        entries.forEach(entry -> roles.add(entry.role()));
        for (LocalDate day : days(profile.start(), entries)) {
            for (String role : merchant.roles(profile).ofMoney()) {
                if (plan.find(role, day).isEmpty()) {
                    throw bad(profile, missing(profile, plan, role, day));
                }
            }
            for (String role : roles) {
                if (isPot(role, profile)) {
                    plan.find(role, day).ifPresent(entry -> checkPot(profile, entry, entries));
                }
            }
            checkBoxes(profile, plan, roles, day);
        }
    }

    /** Whether a role is a clearing, claim, reserve or debt account of a currency that the profile takes. */
    private static boolean isPot(String role, Profile profile) {
        return POT.matcher(role).matches()
                && (profile.currencies().isEmpty()
                        || profile.currencies().stream()
                                .anyMatch(currency -> role.endsWith("_" + currency.getCurrencyCode())));
    }

    /** The start, and every later day on which an account begins to count or has ceased to. */
    private static Set<LocalDate> days(LocalDate start, List<AccountPlan.Entry> entries) {
        var days = new TreeSet<LocalDate>(Set.of(start));
        for (AccountPlan.Entry entry : entries) {
            if (entry.from() != null && entry.from().isAfter(start)) {
                days.add(entry.from());
            }
            if (entry.until() != null && !entry.until().isBefore(start)) {
                days.add(entry.until().plusDays(1));
            }
        }
        return days;
    }

    private String missing(Profile profile, AccountPlan plan, String role, LocalDate day) {
        return "no account for the role " + role + (day.equals(profile.start()) ? "" : " from " + day + " on")
                + ": the plan " + merchant.plan() + " has none and neither " + profile.whose()
                + " nor this merchant names one; there are "
                + plan.missing(role, day).facts().get("alternatives");
    }

    private void checkPot(Profile profile, AccountPlan.Entry entry, List<AccountPlan.Entry> entries) {
        String number = entry.account().number();
        boolean clearing = entry.role().startsWith("CLEARING_");
        String currency = entry.role().substring(entry.role().indexOf('_') + 1);
        boolean claims = entry.role().startsWith("CLAIM_");
        String kind =
                clearing ? "clearing" : claims ? "claim" : entry.role().startsWith("RESERVE_") ? "reserve" : "debt";
        // Buyers owe the merchant, whichever provider they pay through.
        String use = claims
                ? "the claims on buyers in " + currency
                : (clearing ? "" : "the " + kind + " of ") + profile.whose() + " " + currency;
        @Nullable String other = pots.putIfAbsent(number, use);
        if (other == null || other.equals(use)) {
            return;
        }
        if (clearing && isFallback(number, profile, entries)) {
            throw bad(
                    profile,
                    "the fallback " + number + " of the plan " + merchant.plan() + " serves " + other
                            + " already: name an account for the role " + entry.role() + " for " + use);
        }
        throw bad(profile, "the " + kind + " account " + number + " cannot serve both " + other + " and " + use);
    }

    private static boolean isFallback(String number, Profile profile, List<AccountPlan.Entry> entries) {
        return entries.stream()
                .anyMatch(entry -> entry.role().equals(MerchantsReader.FALLBACK)
                        && entry.account().number().equals(number)
                        && profile.accounts().stream()
                                .noneMatch(choice -> choice.account().equals(number)));
    }

    /** Most accounting systems take the box from the account's own VAT code, so an account has one box or none. */
    private void checkBoxes(Profile profile, AccountPlan plan, Set<String> roles, LocalDate day) {
        var first = new HashMap<String, AccountPlan.Entry>();
        for (String role : roles) {
            Optional<AccountPlan.Entry> found = plan.find(role, day);
            if (found.isEmpty()) {
                continue;
            }
            AccountPlan.Entry entry = found.get();
            AccountPlan.@Nullable Entry other =
                    first.putIfAbsent(entry.account().number(), entry);
            if (other != null && !box(other.box()).equals(box(entry.box()))) {
                throw bad(
                        profile,
                        "the account " + entry.account().number() + " cannot be both " + other.role() + " ("
                                + box(other.box()) + ") and " + role + " (" + box(entry.box())
                                + "): the accounting system takes the box of the VAT return from the account");
            }
        }
    }

    private static String box(@Nullable VatBox box) {
        return box == null ? "no box" : "box " + box;
    }

    private YamlFile.BadFile bad(Profile profile, String message) {
        return file.bad("profiles." + profile.name() + ".accounts", message);
    }
}
