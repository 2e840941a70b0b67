package se.kvitta.merchant;

import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Capabilities.Dimension;
import se.kvitta.booking.DimensionRules;
import se.kvitta.booking.Mode;
import se.kvitta.booking.MoneyRules;
import se.kvitta.ledger.VoucherRow.Dimensions;

/** Whether the settings of a profile go together, and whether its target can carry them. */
final class ProfileChecks {

    private static final Set<Mode> SALES = EnumSet.of(Mode.LEDGER, Mode.MATCH, Mode.DAILY);

    private final YamlFile file;
    private final Merchant merchant;
    private final Profile profile;
    private final String path;

    ProfileChecks(YamlFile file, Merchant merchant, Profile profile) {
        this.file = file;
        this.merchant = merchant;
        this.profile = profile;
        this.path = "profiles." + profile.name();
    }

    /**
     * Throws {@link YamlFile.BadFile} for the first thing that is wrong.
     *
     * @param notes takes what is allowed and will need a person
     */
    void check(Capabilities carried, TargetMapping target, List<FileProblem> notes) {
        checkModes(carried.modes(), target);
        DimensionRules dimensions = profile.dimensions();
        checkDimensions(path, dimensions.always(), carried, target);
        for (int i = 0; i < dimensions.rules().size(); i++) {
            checkDimensions(
                    path + ".dimensionRules." + i, dimensions.rules().get(i).dimensions(), carried, target);
        }
        MoneyRules money = profile.money();
        money.openings().keySet().stream()
                .filter(currency -> !profile.takes(currency))
                .findFirst()
                .ifPresent(currency -> {
                    throw file.bad(
                            path + ".opening." + currency, "this profile takes " + profile.currencies() + " only");
                });
        for (int i = 0; i < profile.reserves().size(); i++) {
            Currency currency = profile.reserves().get(i).amount().currency();
            if (!profile.takes(currency)) {
                throw file.bad(
                        path + ".reserves." + i + ".currency", "this profile takes " + profile.currencies() + " only");
            }
        }
        if (money.feeVat() == MoneyRules.FeeVat.UNSET && !money.feesOnInvoice() && profile.booksMoney()) {
            notes.add(file.problem(
                    path + ".feeVat",
                    "is not set: the fees of " + profile.source()
                            + " wait (FEE_VAT_UNSET) until it says how the supplier's invoice taxes them"));
        }
        if (profile.saleDay() == BookingRules.SaleDay.ORDER) {
            notes.add(file.problem(
                    path + ".saleDay",
                    "order: VAT arises at delivery or advance payment, so it may be reported in the wrong month"));
        }
    }

    private void checkModes(Set<Mode> carried, TargetMapping target) {
        Set<Mode> modes = profile.modes();
        String field = path + ".modes";
        if (merchant.method() == BookingRules.Method.CASH && !modes.equals(Set.of(Mode.PAYOUT))) {
            throw file.bad(
                    field,
                    "must be [payout] and nothing else: with accountingMethod cash, sales are booked with the payout");
        }
        if (modes.stream().filter(SALES::contains).count() > 1) {
            throw file.bad(
                    field,
                    words(modes) + " would book sales twice; at most one of " + words(SALES) + " goes with the others");
        }
        if (modes.contains(Mode.ORDER) && modes.size() > 1) {
            throw file.bad(field, words(modes) + " would book sales and orders of the same money; order stands alone");
        }
        for (Mode mode : modes) {
            if (!carried.contains(mode)) {
                throw file.bad(
                        field,
                        merchant.target() + " cannot carry the mode " + words(Set.of(mode)) + "; it carries "
                                + words(carried));
            }
        }
        if (modes.contains(Mode.MATCH) && profile.match().in().isEmpty()) {
            throw file.bad(
                    path + ".match.in",
                    "is missing: the mode match must know in which field of the invoice the order's reference stands");
        }
        if (modes.contains(Mode.MATCH)
                && !target.references().contains(profile.match().in())) {
            throw file.bad(
                    path + ".match.in",
                    "'" + profile.match().in() + "' is no field that " + merchant.target()
                            + " can be searched by; known are " + target.references());
        }
    }

    private static String words(Set<Mode> modes) {
        return String.join(
                ", ",
                modes.stream()
                        .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList());
    }

    private void checkDimensions(String at, Dimensions used, Capabilities carried, TargetMapping target) {
        checkDimension(at + ".costCentre", used.costCentre(), Dimension.COST_CENTRE, carried);
        checkDimension(at + ".project", used.project(), Dimension.PROJECT, carried);
        checkDimension(at + ".department", used.department(), Dimension.DEPARTMENT, carried);
        used.others().forEach((name, code) -> {
            String field = at + ".otherDimensions." + name;
            checkDimension(field, code, Dimension.OTHER, carried);
            if (!target.dimensions().contains(name)) {
                throw file.bad(
                        field,
                        "mappings/targets/" + target.slug() + ".yaml names no such dimension; it names "
                                + target.dimensions());
            }
        });
    }

    private void checkDimension(String field, String code, Dimension dimension, Capabilities carried) {
        if (code.isEmpty()) {
            return;
        }
        @Nullable String pattern = carried.dimensions().get(dimension);
        if (pattern == null) {
            throw file.bad(
                    field,
                    merchant.target() + " cannot carry it; it carries "
                            + carried.dimensions().keySet().stream()
                                    .sorted()
                                    .map(kind ->
                                            kind.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                                    .toList());
        }
        if (!code.matches(pattern)) {
            throw file.bad(field, "'" + code + "' is no code that " + merchant.target() + " takes: " + pattern);
        }
    }
}
