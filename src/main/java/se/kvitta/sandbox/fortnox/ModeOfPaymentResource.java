package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /3/modesofpayments}. */
final class ModeOfPaymentResource extends SmallRegister<ModeOfPayment> {

    private static final Shape SHAPE = Shape.of(
            "ModeOfPayment",
            Field.text("Code", 1, 25).needed(),
            Field.text("Description", 0, 50),
            Field.integer("AccountNumber", 1000, 9999).needed(),
            Field.readOnly("@url"));

    ModeOfPaymentResource() {
        super(
                "modesofpayments",
                "settings",
                "ModeOfPayment",
                "ModesOfPayments",
                SHAPE,
                AssumedReason.MODE_OF_PAYMENT_NOT_FOUND);
    }

    @Override
    Register<ModeOfPayment> register(Company company) {
        return company.modesOfPayments;
    }

    @Override
    String key(ModeOfPayment entry) {
        return entry.code();
    }

    @Override
    Set<String> search() {
        return Set.of();
    }

    @Override
    List<ModeOfPayment> found(Request request) {
        return request.company().modesOfPayments.all();
    }

    @Override
    ModeOfPayment made(Request request, Input input, @Nullable ModeOfPayment before, Instant at) {
        var account = input.integer("AccountNumber", before == null ? null : before.account());
        if (account == null) {
            throw KnownReason.REQUIRED_FIELD_MISSING.refusal("AccountNumber");
        }
        var company = request.company();
        company.usableAccount(company.preselectedYear(), account);
        return new ModeOfPayment(
                input.requiredText("Code", before == null ? null : before.code()),
                input.text("Description", before == null ? null : before.description()),
                account);
    }

    @Override
    boolean isUsed(Company company, String key) {
        return company.payments.all().stream().anyMatch(payment -> key.equals(payment.modeOfPayment()));
    }

    @Override
    ObjectNode item(Request request, ModeOfPayment entry) {
        return whole(request, entry);
    }

    /** The account is a text here, as everywhere with four digits and nothing to count. */
    @Override
    ObjectNode whole(Request request, ModeOfPayment entry) {
        return Json.object()
                .put("@url", request.url("modesofpayments", entry.code()))
                .put("AccountNumber", Integer.toString(entry.account()))
                .put("Code", entry.code())
                .put("Description", entry.description());
    }
}
