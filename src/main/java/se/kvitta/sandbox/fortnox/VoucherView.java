package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A voucher as Fortnox shows it: with rows when read alone, without in a list. */
final class VoucherView {

    private VoucherView() {}

    static ObjectNode item(Request request, Voucher voucher) {
        var url = request.url("vouchers", voucher.series()) + "/" + voucher.number();
        return Json.object()
                .put("@url", url + "?financialyear=" + voucher.financialYear())
                .put("ApprovalState", 0)
                .put("Comments", voucher.comments())
                .put("Description", voucher.description())
                .put("ReferenceNumber", blankIfNull(voucher.referenceNumber()))
                .put("ReferenceType", voucher.referenceType())
                .put("TransactionDate", voucher.date().toString())
                .put("VoucherNumber", voucher.number())
                .put("VoucherSeries", voucher.series())
                .put("Year", voucher.financialYear());
    }

    static ObjectNode single(Request request, Voucher voucher) {
        var entry =
                item(request, voucher).put("CostCenter", voucher.costCenter()).put("Project", voucher.project());
        var rows = entry.putArray("VoucherRows");
        voucher.rows().forEach(row -> rows.add(row(row)));
        return entry;
    }

    private static ObjectNode row(Voucher.Row row) {
        var entry = Json.object()
                .put("Account", row.account())
                .put("CostCenter", blankIfNull(row.costCenter()))
                .put("Description", row.accountName())
                .put("Project", blankIfNull(row.project()))
                .put("Removed", !row.counts())
                .put("TransactionInformation", blankIfNull(row.text()));
        entry.set("Credit", Amounts.json(row.creditOre()));
        entry.set("Debit", Amounts.json(row.debitOre()));
        if (row.quantity() == null) {
            entry.put("Quantity", 0);
        } else {
            entry.put("Quantity", row.quantity());
        }
        return entry;
    }

    private static String blankIfNull(@Nullable String text) {
        return text == null ? "" : text;
    }
}
