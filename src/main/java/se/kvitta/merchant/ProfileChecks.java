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
import se.kvitta.booking.CreditRisk;
import se.kvitta.booking.DimensionRules;
import se.kvitta.booking.Mode;
import se.kvitta.booking.MoneyRules;
import se.kvitta.booking.ReferenceUses;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.settlement.Reference;

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
        profile.references().forEach((use, reference) -> checkReference(use, reference, target));
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
        if (money.creditRisk().others() == CreditRisk.Bearer.ASK && profile.booksMoney()) {
            notes.add(file.problem(
                    path + ".creditRisk",
                    "is not set: sales of " + profile.source() + " that are paid out on a later day wait"
                            + " (CREDIT_RISK_UNSET) until it says who bears the loss when a buyer does not pay"));
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
        if (modes.contains(Mode.MATCH) && profile.match().isEmpty()) {
            throw file.bad(
                    path + ".match.in",
                    "is missing: the mode match must know in which field of the invoice the order's reference stands");
        }
        profile.match().stream()
                .filter(way -> modes.contains(Mode.MATCH))
                .filter(way -> !target.references().contains(way.in()))
                .findFirst()
                .ifPresent(way -> {
                    throw file.bad(
                            path + ".match.in",
                            "'" + way.in() + "' is no field that " + merchant.target()
                                    + " can be searched by; known are " + target.references());
                });
    }

    /** A reference must end up somewhere in what these modes make. */
    private void checkReference(ReferenceUses.Use use, Reference reference, TargetMapping target) {
        String field = path + ".references." + reference.word();
        TargetMapping.@Nullable Carried carried = target.uses().get(use);
        Set<Mode> modes = carried == null ? Set.of() : carried.modes();
        boolean inRows = use == ReferenceUses.Use.COMMENT
                && profile.money().form() == MoneyRules.PayoutForm.SPLIT
                && profile.money().day() == MoneyRules.Day.SETTLEMENT
                && profile.booksMoney();
        if (!inRows && modes.stream().noneMatch(profile.modes()::contains)) {
            String takes = modes.isEmpty()
                    ? merchant.target() + " takes no " + use.word()
                    : merchant.target() + " takes it in the modes " + words(modes) + ", and not in "
                            + words(profile.modes());
            String why = carried == null || carried.why().isEmpty() ? "" : " (" + carried.why() + ")";
            String rows =
                    use == ReferenceUses.Use.COMMENT ? ", or add payout: split, which has a row for every order" : "";
            throw file.bad(
                    field,
                    "'" + use.word() + "' would end up nowhere: " + takes + why + "; no reference was put anywhere;"
                            + " leave the line out" + rows);
        }
        String orderNumber = merchant.invoices().orderNumberIn();
        if (carried != null
                && profile.modes().contains(Mode.LEDGER)
                && !carried.in().isEmpty()
                && carried.in().equals(orderNumber)) {
            throw file.bad(
                    field,
                    "'" + use.word() + "' is written in " + orderNumber
                            + ", and so is the order's number (target.invoices.orderNumberIn): no invoice would be made;"
                            + " name another field there, or leave this line out");
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
