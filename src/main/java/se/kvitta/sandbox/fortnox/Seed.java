package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a company has on its first day; a YAML or JSON document. Amounts are kronor in quotes.
 *
 * @param chart the chart of accounts, a resource beside the companies
 * @param priceLists the first one is preselected
 * @param purchaseAccount what new articles are bought on, whether the account exists or not
 * @param inactive accounts that are switched off in every year
 * @param costCenterRequired accounts that refuse a row without a cost centre
 * @param costCenterForbidden accounts that refuse a row with one
 * @param licences scopes whose module is paid for; all when absent
 * @param noRight fields that read {@code API_NORIGHT}
 */
record Seed(
        long tenant,
        String name,
        String organizationNumber,
        String vatNumber,
        String address,
        String zipCode,
        String city,
        String email,
        String phone,
        String bankgiro,
        String chart,
        int preselectedYear,
        @Nullable LocalDate lockedThrough,
        List<Year> years,
        List<Series> series,
        Map<String, String> predefinedAccounts,
        Map<String, String> predefinedSeries,
        List<Dimension> costCenters,
        List<Dimension> projects,
        List<Dimension> termsOfPayments,
        List<Mode> modesOfPayments,
        List<Money> currencies,
        List<Dimension> termsOfDeliveries,
        List<Dimension> wayOfDeliveries,
        List<Dimension> units,
        List<Dimension> priceLists,
        List<String> archiveFolders,
        int purchaseAccount,
        List<String> accountCharts,
        List<String> inactive,
        List<String> costCenterRequired,
        List<String> costCenterForbidden,
        @Nullable List<String> licences,
        List<String> noRight) {

    private static final String FOLDER = "/sandbox/fortnox/";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()).registerModule(new JavaTimeModule());

    /**
     * @param without accounts that this year's chart does not have
     * @param opening balances brought forward by account, debit above zero
     */
    record Year(
            int id,
            LocalDate from,
            LocalDate to,
            String method,
            String accountChart,
            List<String> without,
            Map<String, BigDecimal> opening) {}

    record Series(String code, String description, boolean manual) {}

    record Dimension(String code, String description) {}

    record Mode(String code, String description, int account) {}

    record Money(String code, String description, BigDecimal rate) {}

    /** Account names and VAT codes by account number. */
    record Chart(Map<String, String> accounts, Map<String, String> vatCodes) {}

    /** Throws when the sandbox has no seed of this name. */
    static Seed named(String name) throws IOException {
        return of(document(name));
    }

    /** A document of its own, or a named seed with some properties changed: {@code {"seed":"…","tenant":7}}. */
    static Seed of(ObjectNode document) throws IOException {
        try {
            return YAML.treeToValue(complete(document), Seed.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the seed cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode complete(ObjectNode document) throws IOException {
        if (!document.has("seed")) {
            return document;
        }
        var changed = document.deepCopy();
        var named = complete(document(changed.remove("seed").asText()));
        named.setAll(changed);
        return named;
    }

    private static ObjectNode document(String name) throws IOException {
        return (ObjectNode) YAML.readTree(resource("companies/" + name + ".yaml"));
    }

    static Chart chart(String name) throws IOException {
        return YAML.readValue(resource(name + ".yaml"), Chart.class);
    }

    private static byte[] resource(String path) throws IOException {
        try (var stream = Seed.class.getResourceAsStream(FOLDER + path)) {
            if (stream == null) {
                throw new FileNotFoundException("the sandbox has no " + FOLDER + path);
            }
            return stream.readAllBytes();
        }
    }
}
