package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.function.BiConsumer;

/** {@code /sandbox/companies/{tenant}/…}: what people do in one company, and its books. */
final class CompanyEndpoints {

    private static final String COMPANY = "/sandbox/companies/{tenant}";
    private static final String VOUCHER = COMPANY + "/vouchers/{year}/{series}/{number}";

    private final FortnoxSandbox sandbox;

    CompanyEndpoints(FortnoxSandbox sandbox) {
        this.sandbox = sandbox;
    }

    void addTo(ControlEndpoints control) {
        control.add("GET", COMPANY + "/books", this::books);
        control.add("POST", COMPANY + "/vouchers", this::addVoucher);
        control.add("PUT", VOUCHER, this::editVoucher);
        control.add("POST", VOUCHER + "/strike", this::strike);
        put(control, "/locked-period", CompanyEndpoints::lock);
        put(control, "/preselected-year", (company, given) -> company.preselect(given.number("financialYear")));
        put(control, "/licences", (company, given) -> company.license(given.texts("licences")));
        put(control, "/no-right", (company, given) -> company.withhold(given.texts("fields")));
        put(control, "/warehouse", (company, given) -> company.useWarehouse(given.bool("active")));
        put(
                control,
                "/stock/{article}/{stockPoint}",
                (company, given) -> company.count(
                        given.name("article"), given.name("stockPoint"), new BigDecimal(given.text("quantity"))));
        put(
                control,
                "/accounts/{year}/{number}",
                (company, given) -> company.activate(
                        given.nameAsNumber("year"), given.nameAsNumber("number"), given.bool("active")));
        put(
                control,
                "/voucherseries/{year}/{series}",
                (company, given) ->
                        company.openSeries(given.nameAsNumber("year"), given.name("series"), given.bool("manual")));
        put(
                control,
                "/consent/{clientId}",
                (company, given) -> company.consent(given.name("clientId"), given.text("scopes")));
        control.add(
                "DELETE",
                COMPANY + "/consent/{clientId}",
                given -> ControlEndpoints.done(() -> company(given).withdrawConsent(given.name("clientId"))));
    }

    private void put(ControlEndpoints control, String path, BiConsumer<SandboxCompany, ControlEndpoints.Given> work) {
        control.add("PUT", COMPANY + path, given -> ControlEndpoints.done(() -> work.accept(company(given), given)));
    }

    private SandboxCompany company(ControlEndpoints.Given given) {
        return sandbox.company(Long.parseLong(given.name("tenant")));
    }

    private static void lock(SandboxCompany company, ControlEndpoints.Given given) {
        var day = given.body().path("endDate");
        company.lockThrough(day.isTextual() ? LocalDate.parse(day.asText()) : null);
    }

    private Answer books(ControlEndpoints.Given given) {
        var company = company(given);
        var books = Json.object().put("tenant", company.tenant()).put("name", company.name());
        var vouchers = books.putArray("vouchers");
        company.vouchers().forEach(voucher -> vouchers.add(Json.MAPPER.<JsonNode>valueToTree(voucher)));
        return Answer.json(200, books);
    }

    private Answer addVoucher(ControlEndpoints.Given given) {
        return ControlEndpoints.json(company(given).addVoucher(given.body().toString()));
    }

    private Answer editVoucher(ControlEndpoints.Given given) {
        return ControlEndpoints.json(company(given)
                .editVoucher(
                        given.nameAsNumber("year"),
                        given.name("series"),
                        given.nameAsNumber("number"),
                        given.text("description")));
    }

    private Answer strike(ControlEndpoints.Given given) {
        var struck = new ArrayList<Integer>();
        given.body().path("rows").forEach(row -> struck.add(row.asInt()));
        var added = given.body().path("add");
        return ControlEndpoints.json(company(given)
                .strikeRows(
                        given.nameAsNumber("year"),
                        given.name("series"),
                        given.nameAsNumber("number"),
                        struck,
                        added.isArray() ? added.toString() : "[]"));
    }
}
