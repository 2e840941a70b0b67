package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.testing.FortnoxWire;
import se.kvitta.testing.openapi.OpenApiDocument;
import se.kvitta.testing.openapi.SchemaWatch;

/**
 * That the check of every exchange against Fortnox's published document can fail. The check itself is made in {@link
 * RunningSandbox} and {@link se.kvitta.testing.Sandboxes}, of whatever any test sends.
 */
class FortnoxSchemaTest extends RunningSandbox {

    private static final String VOUCHER = """
            {"Voucher":{"VoucherSeries":"KV","TransactionDate":"2026-02-13","Description":"Utbetalning","VoucherRows":[\
            {"Account":1930,"Debit":1250.5},{"Account":1581,"Credit":1250.5}]}}""";

    private SchemaWatch watch;

    @BeforeEach
    void requireTheDocument() {
        assumeTrue(
                FortnoxWire.published().isPresent(),
                () -> "skipped, and nothing on the wire is checked: Fortnox's published document is not at "
                        + OpenApiDocument.path(FortnoxWire.DOCUMENT) + "; -D" + OpenApiDocument.FOLDER
                        + "=… names its folder");
        watch = FortnoxWire.watch(false);
    }

    @Test
    void findsNothingInAVoucherThatIsAsPublished() {
        see("POST", "/3/vouchers", Map.of("financialyear", List.of("6")), VOUCHER, 201, answered(VOUCHER));

        assertThat(watch.found()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "Account":1930     | "Account":"1930"   | request /Voucher/VoucherRows/0/Account: type
                    "Account":1930     | "Account":19300    | request /Voucher/VoucherRows/0/Account: maximum
                    "Account":1930     | "Account":1930,"Konto":1 | request /Voucher/VoucherRows/0/Konto: additionalProperties
                    "Account":1930,    | ''                 | request /Voucher/VoucherRows/0/Account: required
                    2026-02-13         | 13.2.2026          | request /Voucher/TransactionDate: format
                    "Description":"Utbetalning", | ''       | request /Voucher/Description: required
                    "Utbetalning"      | 17                 | request /Voucher/Description: type
                    {"Voucher":        | {"Verifikation":   | request /Verifikation: additionalProperties
                    """)
    void findsARequestThatIsNot(String right, String wrong, String finding) {
        see("POST", "/3/vouchers", Map.of(), VOUCHER.replace(right, wrong), 400, error("error", "message", "code"));

        assertThat(watch.found()).singleElement().asString().contains(finding);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "VoucherNumber":1  | "VoucherNumber":"1"     | answer /Voucher/VoucherNumber: type
                    "VoucherNumber":1  | "VoucherNumber":2147483648 | answer /Voucher/VoucherNumber: maximum
                    "VoucherNumber":1  | "Vouchernumber":1       | answer /Voucher/Vouchernumber: additionalProperties
                    ,"Year":6          | ''                      | answer /Voucher/Year: required
                    "MANUAL"           | "BYHAND"                | answer /Voucher/ReferenceType: enum
                    """)
    void findsAnAnswerThatIsNot(String right, String wrong, String finding) {
        see("POST", "/3/vouchers", Map.of(), VOUCHER, 201, answered(VOUCHER).replace(right, wrong));

        assertThat(watch.found()).singleElement().asString().contains(finding);
    }

    @Test
    void findsWhatTheDocumentDoesNotHave() {
        see("GET", "/3/verifikationer", Map.of(), null, 404, error("Error", "Message", "Code"));
        see("GET", "/3/vouchers", Map.of("serie", List.of("KV")), null, 200, "{\"Vouchers\":[]}");
        see("GET", "/3/vouchers", Map.of("financialyear", List.of("nu")), null, 200, "{\"Vouchers\":[]}");
        see("POST", "/3/vouchers", Map.of(), VOUCHER, 200, answered(VOUCHER));
        see("GET", "/3/currencies", Map.of("lastmodified", List.of("2026-01-01")), null, 200, "{\"Currencies\":[]}");
        see("GET", "/3/vouchers", Map.of(), null, 200, "<html>");

        assertThat(watch.found())
                .satisfiesExactly(
                        found -> assertThat(found).startsWith("GET /3/verifikationer (404): operation"),
                        found -> assertThat(found).startsWith("GET /3/vouchers (200): parameter serie: unknown"),
                        found -> assertThat(found).startsWith("GET /3/vouchers (200): parameter financialyear: schema"),
                        found -> assertThat(found).startsWith("POST /3/vouchers (200): status"),
                        found -> assertThat(found)
                                .startsWith("GET /3/currencies (200): parameter lastmodified: unknown"),
                        found -> assertThat(found).startsWith("GET /3/vouchers (200): answer : json"));
    }

    @Test
    void knowsBothCasingsOfErrorsInTheirPlaces() {
        see("GET", "/3/vouchers/KV/1", Map.of(), null, 404, error("Error", "Message", "Code"));
        see("GET", "/3/vouchers/KV/1", Map.of(), null, 400, error("error", "message", "code"));
        assertThat(watch.found()).isEmpty();

        see("GET", "/3/vouchers/KV/1", Map.of(), null, 404, error("error", "message", "code"));
        assertThat(watch.found()).hasSize(3);
    }

    @Test
    void seesASandboxThatBreaks() {
        see("GET", "/3/vouchers", Map.of(), null, 500, error("error", "message", "code"));

        assertThat(watch.found()).singleElement().asString().contains("the sandbox itself broke");
    }

    @Test
    void looksAtWrongRequestsOfTheSandboxsOwnTestsOnlyWhenTheyPass() {
        watch = FortnoxWire.watch(true);
        var wrong = VOUCHER.replace("\"Account\":1930", "\"Konto\":1930");
        see("POST", "/3/vouchers", Map.of("serie", List.of("KV")), wrong, 400, error("error", "message", "code"));
        see("POST", "/3/vouchers", Map.of(), VOUCHER.replace("1930", "\"1930\""), 201, answered(VOUCHER));
        assertThat(watch.found()).isEmpty();

        see("POST", "/3/vouchers", Map.of(), wrong, 201, answered(VOUCHER));
        assertThat(watch.found()).hasSize(2);
    }

    /** From the socket to the finding: were the sandbox not heard, everything else would pass without a look. */
    @Test
    void hearsWhatASandboxIsAsked() {
        watch = FortnoxWire.watch(sandbox);

        caller.get("/3/vouchers?serie=KV");
        caller.post("/3/vouchers", VOUCHER.replace("\"Utbetalning\"", "17"));

        assertThat(watch.found())
                .satisfiesExactly(
                        found -> assertThat(found).startsWith("GET /3/vouchers (400): parameter serie: unknown"),
                        found -> assertThat(found)
                                .startsWith("POST /3/vouchers (201): request /Voucher/Description: type"));
    }

    private void see(
            String method, String path, Map<String, List<String>> query, String request, int status, String answer) {
        watch.see(new SchemaWatch.Exchange(method, path, query, request, status, answer));
    }

    private static String answered(String voucher) {
        return voucher.replace(
                "\"VoucherRows\"",
                "\"VoucherNumber\":1,\"Year\":6,\"Comments\":null,\"ReferenceType\":\"MANUAL\",\"VoucherRows\"");
    }

    private static String error(String error, String message, String code) {
        return "{\"ErrorInformation\":{\"%s\":1,\"%s\":\"Nej.\",\"%s\":2000588}}".formatted(error, message, code);
    }
}
