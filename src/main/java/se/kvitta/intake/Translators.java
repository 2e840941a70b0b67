package se.kvitta.intake;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.SourceMapping;
import se.kvitta.rows.RowDivider;
import se.kvitta.rows.RowMapping;
import se.kvitta.rows.RowTranslator;
import se.kvitta.settlement.Divider;
import se.kvitta.settlement.Translator;

/** Who reads a source's documents: its own code, else the translator of rows by what its mapping file says of them. */
public final class Translators {

    private final Merchants merchants;
    private final Function<String, Optional<Translator>> code;
    private final Function<String, Optional<Divider>> dividers;

    /** @param code, dividers the source's own, by slug; empty when it has none */
    public Translators(
            Merchants merchants,
            Function<String, Optional<Translator>> code,
            Function<String, Optional<Divider>> dividers) {
        this.merchants = merchants;
        this.code = code;
        this.dividers = dividers;
    }

    /** Throws {@link IllegalStateException} for a source that has neither code nor a section of rows. */
    public Translator of(String slug) {
        return code.apply(slug)
                .or(() -> rows(slug).map(RowTranslator::new))
                .orElseThrow(() -> new IllegalStateException("the source " + slug
                        + " has no code, and mappings/sources/" + slug + ".yaml has no rows or is wrong"));
    }

    /** Empty for a source whose documents are one settlement's. */
    public Optional<Divider> dividerOf(String slug) {
        return dividers.apply(slug).or(() -> rows(slug).map(RowDivider::new));
    }

    private Optional<RowMapping> rows(String slug) {
        @Nullable SourceMapping mapping = merchants.source(slug).orElse(null);
        return mapping == null || code.apply(slug).isPresent() ? Optional.empty() : Optional.ofNullable(mapping.rows());
    }
}
