package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /3/termsofdeliveries}, {@code /3/wayofdeliveries} and {@code /3/units}: a code and what it means. */
final class CodedResource extends SmallRegister<Coded> {

    private static final String SCOPE = "settings";

    private final String path;
    private final String english;
    private final Set<String> methods;
    private final Function<Company, Register<Coded>> register;
    private final BiPredicate<Company, String> used;

    private CodedResource(
            Names names,
            Shape shape,
            Reason absence,
            Set<String> methods,
            Function<Company, Register<Coded>> register,
            BiPredicate<Company, String> used) {
        super(names.path(), SCOPE, names.single(), names.collection(), shape, absence);
        this.path = names.path();
        this.english = names.english();
        this.methods = methods;
        this.register = register;
        this.used = used;
    }

    private record Names(String path, String single, String collection, String english) {}

    /** They cannot be deleted. */
    static CodedResource termsOfDeliveries() {
        return new CodedResource(
                new Names("termsofdeliveries", "TermsOfDelivery", "TermsOfDeliveries", "DescriptionEnglish"),
                Shape.of(
                        "TermsOfDelivery",
                        Field.text("Code", 1, 20).needed(),
                        Field.text("Description", 1, 200).needed(),
                        Field.text("DescriptionEnglish", 0, 100),
                        Field.readOnly("@url")),
                AssumedReason.TERMS_OF_DELIVERY_NOT_FOUND,
                Set.of("GET", "PUT"),
                company -> company.termsOfDeliveries,
                (company, code) -> false);
    }

    static CodedResource wayOfDeliveries() {
        return new CodedResource(
                new Names("wayofdeliveries", "WayOfDelivery", "WayOfDeliveries", "DescriptionEnglish"),
                Shape.of(
                        "WayOfDelivery",
                        Field.text("Code", 1, 50).needed(),
                        Field.text("Description", 0, 100),
                        Field.text("DescriptionEnglish", 0, 100),
                        Field.readOnly("@url")),
                AssumedReason.WAY_OF_DELIVERY_NOT_FOUND,
                Set.of("GET", "PUT", "DELETE"),
                company -> company.wayOfDeliveries,
                (company, code) -> false); // one that a customer still names can go, and then documents fail
    }

    static CodedResource units() {
        return new CodedResource(
                new Names("units", "Unit", "Units", "CodeEnglish"),
                Shape.of(
                        "Unit",
                        Field.text("Code", 1, 20).needed(),
                        Field.text("Description", 1, 100).needed(),
                        Field.text("CodeEnglish", 0, 100),
                        Field.readOnly("@url")),
                KnownReason.UNIT_NOT_FOUND,
                Set.of("GET", "PUT", "DELETE"),
                company -> company.units,
                (company, code) ->
                        company.articleRegister.all().stream().anyMatch(article -> code.equals(article.text("Unit"))));
    }

    @Override
    Register<Coded> register(Company company) {
        return register.apply(company);
    }

    @Override
    String key(Coded entry) {
        return entry.code();
    }

    @Override
    Set<String> methods() {
        return methods;
    }

    @Override
    Set<String> search() {
        return Set.of();
    }

    @Override
    List<Coded> found(Request request) {
        return register.apply(request.company()).all();
    }

    @Override
    Coded made(Request request, Input input, @Nullable Coded before, Instant at) {
        return new Coded(
                input.requiredText("Code", before == null ? null : before.code()),
                input.text("Description", before == null ? null : before.description()),
                input.text(english, before == null ? null : before.english()));
    }

    @Override
    boolean isUsed(Company company, String key) {
        return used.test(company, key);
    }

    @Override
    ObjectNode item(Request request, Coded entry) {
        return whole(request, entry);
    }

    @Override
    ObjectNode whole(Request request, Coded entry) {
        return Json.object()
                .put("@url", request.url(path, entry.code()))
                .put("Code", entry.code())
                .put("Description", entry.description())
                .put(english, entry.english());
    }
}
