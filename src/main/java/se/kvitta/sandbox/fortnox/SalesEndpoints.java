package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** {@code /sandbox/companies/{tenant}/…}: the sales of one company, and what people decide about them. */
final class SalesEndpoints {

    private static final String COMPANY = "/sandbox/companies/{tenant}";

    private final FortnoxSandbox sandbox;

    SalesEndpoints(FortnoxSandbox sandbox) {
        this.sandbox = sandbox;
    }

    void addTo(ControlEndpoints control) {
        control.add("GET", COMPANY + "/sales", this::sales);
        control.add(
                "GET",
                COMPANY + "/invariants",
                given -> ControlEndpoints.json(company(given).invariants()));
        control.add(
                "GET",
                COMPANY + "/balances/{year}",
                given -> ControlEndpoints.json(company(given).balances(given.nameAsNumber("year"))));
        post(
                control,
                "/customers",
                (sales, given) -> sales.addCustomer(given.body().toString()));
        post(
                control,
                "/invoices",
                (sales, given) -> sales.addInvoice(given.body().toString()));
        post(
                control,
                "/payments",
                (sales, given) -> sales.addPayment(given.body().toString()));
        put(control, "/carried-over", (sales, given) -> sales.carryOver(given.number("financialYear")));
        put(control, "/whole-kronor", (sales, given) -> sales.roundToKronor(given.bool("on")));
        put(control, "/easy-vat", (sales, given) -> sales.useEasyVat(given.bool("on")));
        put(control, "/vat-codes/{code}", SalesEndpoints::registerVat);
        put(
                control,
                "/predefined-accounts/{use}",
                (sales, given) -> sales.predefineAccount(given.name("use"), given.text("account")));
        put(
                control,
                "/predefined-series/{use}",
                (sales, given) -> sales.predefineSeries(given.name("use"), given.text("series")));
    }

    private void post(
            ControlEndpoints control, String path, BiFunction<SandboxSales, ControlEndpoints.Given, Record> work) {
        control.add(
                "POST",
                COMPANY + path,
                given -> ControlEndpoints.json(work.apply(company(given).sales(), given)));
    }

    private void put(ControlEndpoints control, String path, BiConsumer<SandboxSales, ControlEndpoints.Given> work) {
        control.add(
                "PUT",
                COMPANY + path,
                given -> ControlEndpoints.done(() -> work.accept(company(given).sales(), given)));
    }

    private SandboxCompany company(ControlEndpoints.Given given) {
        return sandbox.company(Long.parseLong(given.name("tenant")));
    }

    private static void registerVat(SandboxSales sales, ControlEndpoints.Given given) {
        var accounts = given.texts("sales").stream().mapToInt(Integer::parseInt).toArray();
        sales.registerVat(
                given.name("code"), new BigDecimal(given.text("percent")), given.number("outputVat"), accounts);
    }

    private Answer sales(ControlEndpoints.Given given) {
        var sales = company(given).sales();
        var answer = Json.object();
        answer.set("customers", Json.MAPPER.<JsonNode>valueToTree(sales.customers()));
        answer.set("invoices", Json.MAPPER.<JsonNode>valueToTree(sales.invoices()));
        answer.set("payments", Json.MAPPER.<JsonNode>valueToTree(sales.payments()));
        return Answer.json(200, answer);
    }
}
