package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /3/termsofpayments}. */
final class TermOfPaymentResource extends SmallRegister<TermOfPayment> {

    private static final Shape SHAPE = Shape.of(
            "TermsOfPayment",
            Field.text("Code", 1, 25).needed(),
            Field.text("Description", 1, 100).needed(),
            Field.readOnly("@url"));

    TermOfPaymentResource() {
        super(
                "termsofpayments",
                "settings",
                "TermsOfPayment",
                "TermsOfPayments",
                SHAPE,
                KnownReason.TERMS_OF_PAYMENT_NOT_FOUND);
    }

    @Override
    Register<TermOfPayment> register(Company company) {
        return company.termsOfPayments;
    }

    @Override
    String key(TermOfPayment entry) {
        return entry.code();
    }

    @Override
    Set<String> search() {
        return Set.of();
    }

    @Override
    List<TermOfPayment> found(Request request) {
        return request.company().termsOfPayments.all();
    }

    @Override
    TermOfPayment made(Request request, Input input, @Nullable TermOfPayment before, Instant at) {
        return new TermOfPayment(
                input.requiredText("Code", before == null ? null : before.code()),
                input.requiredText("Description", before == null ? null : before.description()));
    }

    @Override
    boolean isUsed(Company company, String key) {
        return company.salesSettings().termsOfPayment().equals(key)
                || company.presentCustomers().stream().anyMatch(customer -> key.equals(customer.text("TermsOfPayment")))
                || company.invoices.all().stream()
                        .anyMatch(invoice -> key.equals(invoice.head().text("TermsOfPayment")));
    }

    @Override
    ObjectNode item(Request request, TermOfPayment entry) {
        return whole(request, entry);
    }

    @Override
    ObjectNode whole(Request request, TermOfPayment entry) {
        return Json.object()
                .put("@url", request.url("termsofpayments", entry.code()))
                .put("Code", entry.code())
                .put("Description", entry.description());
    }
}
