package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.stream.Stream;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Booking.Invoice;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Outgoing;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.ledger.VoucherRow.Party;

/** Invoices and credit invoices as Fortnox's API takes them: prices with VAT, so that the total is what was paid. */
final class InvoiceRequests {

    /** Where our marker stands; a search for it answers whatever contains it, so it is closed by a parenthesis. */
    static final String MARKER_FIELD = "ExternalInvoiceReference1";

    private static final String PROVIDERS_ORDER = "ExternalInvoiceReference2";
    private static final int PROVIDERS_ORDER_MAX = 80;
    private static final int COMMENTS = 1024;
    private static final String NUMBER = "DocumentNumber";

    private InvoiceRequests() {}

    /**
     * The body of {@code POST /3/invoices}.
     *
     * @param raised whether a row raises it to a whole krona
     */
    static Outgoing invoice(Dispatch dispatch, String customer, boolean raised) {
        return FortnoxJson.request("POST /3/invoices", whole(dispatch, customer, "", raised));
    }

    /**
     * Makes a credit invoice. The first one of an invoice is made by Fortnox, which then knows what it takes back; Fortnox
     * makes one only, so that those after it are invoices below zero that name the invoice.
     *
     * @param raised whether a row raises the latter to a whole krona
     */
    static Outgoing credit(Dispatch dispatch, String customer, boolean raised) {
        String original = original(dispatch);
        if (isLinked(dispatch)) {
            return FortnoxJson.action("PUT /3/invoices/" + original + "/credit");
        }
        return FortnoxJson.request("POST /3/invoices", whole(dispatch, customer, original, raised));
    }

    /**
     * Whether a credit invoice is one that Fortnox makes of its invoice: the first of an invoice that Kvitta made, unless the
     * merchant keeps that one for himself. Throws {@link IllegalStateException} for a connection whose {@code refunds} is neither
     * {@code linked} nor {@code own}.
     */
    static boolean isLinked(Dispatch dispatch) {
        String refunds = dispatch.merchant().connection().get("refunds", "linked");
        return switch (refunds) {
            case "linked" ->
                !original(dispatch).isEmpty() && !dispatch.answers().isCreditedBefore();
            case "own" -> false;
            default ->
                throw new IllegalStateException(
                        "refunds in the connection is '" + refunds + "'; it can be linked or own");
        };
    }

    /** The number of the invoice that a credit invoice takes back; empty when Kvitta did not make it. */
    static String original(Dispatch dispatch) {
        return dispatch.answers().ofInvoice(FortnoxEncoder.INVOICE);
    }

    /** The number of the invoice or credit invoice that a posting has made. */
    static String number(Dispatch dispatch) {
        String step = dispatch.posting().booking().kind() == Booking.Kind.INVOICE
                ? FortnoxEncoder.INVOICE
                : FortnoxEncoder.CREDIT;
        return TheirCredit.number(dispatch.answers().to(step));
    }

    /**
     * What an invoice that is made is to say; making it again changes nothing.
     *
     * @param raised whether a row raises it to a whole krona
     */
    static Outgoing fill(Dispatch dispatch, boolean raised) {
        ObjectNode body = FortnoxJson.object();
        ObjectNode invoice = body.putObject("Invoice");
        addHead(invoice, dispatch, original(dispatch));
        addRate(invoice, dispatch);
        addRows(invoice, dispatch, raised);
        return FortnoxJson.request("PUT /3/invoices/" + number(dispatch), body);
    }

    /** A rate that is left out becomes 1; nobody has written down which one Fortnox gives to the credits that it makes [?]. */
    private static void addRate(ObjectNode invoice, Dispatch dispatch) {
        Currency currency =
                FortnoxEncoder.about(dispatch.posting().booking()).total().currency();
        if (!currency.equals(Money.SEK)) {
            invoice.put("CurrencyRate", rate(dispatch.posting(), currency));
            invoice.put("CurrencyUnit", 1);
        }
    }

    private static void addRows(ObjectNode invoice, Dispatch dispatch, boolean raised) {
        ArrayNode rows = invoice.putArray("InvoiceRows");
        new InvoiceRows(dispatch).addTo(rows);
        if (raised) {
            Money raise = WholeKronor.raise(
                    FortnoxEncoder.about(dispatch.posting().booking()).total());
            InvoiceRows.addRounding(rows, raise, WholeKronor.account(dispatch));
        }
    }

    static Outgoing bookkeep(Dispatch dispatch) {
        return FortnoxJson.action("PUT /3/invoices/" + number(dispatch) + "/bookkeep");
    }

    /** All of an invoice, as it is sent. */
    static ObjectNode whole(Dispatch dispatch, String customer, String original, boolean raised) {
        Invoice about = FortnoxEncoder.about(dispatch.posting().booking());
        Currency currency = about.total().currency();
        ObjectNode body = FortnoxJson.object();
        ObjectNode invoice = body.putObject("Invoice");
        invoice.put("CustomerNumber", customer);
        addName(invoice, customer(dispatch.posting()).party());
        addHead(invoice, dispatch, original);
        invoice.put("VATIncluded", true);
        invoice.put("Currency", currency.getCurrencyCode());
        addRate(invoice, dispatch);
        // What the customer's card would add by itself.
        invoice.put("AdministrationFee", 0);
        invoice.put("Freight", 0);
        addRows(invoice, dispatch, raised);
        return body;
    }

    /** What the profile says that the invoice is called; else Fortnox numbers it. */
    private static void addName(ObjectNode invoice, Party party) {
        put(invoice, NUMBER, party.invoiceNumber());
        put(invoice, "OCR", party.ocr());
    }

    /** The number that an invoice is to be given; empty when Fortnox gives it one. */
    static String givenNumber(Dispatch dispatch) {
        return dispatch.step().name().equals(FortnoxEncoder.INVOICE)
                ? customer(dispatch.posting()).party().invoiceNumber()
                : "";
    }

    private static void addHead(ObjectNode invoice, Dispatch dispatch, String original) {
        Posting posting = dispatch.posting();
        Invoice about = FortnoxEncoder.about(posting.booking());
        String day = posting.booking().voucher().date().toString();
        invoice.put("InvoiceDate", day);
        if (posting.booking().kind().isInBooks()) {
            // Else it waits for its payment, and the customer's terms say when it is due.
            invoice.put("DueDate", day);
        }
        put(invoice, PROVIDERS_ORDER, FortnoxText.of(about.order().id(), PROVIDERS_ORDER_MAX));
        put(invoice, dispatch.merchant().invoices().orderNumberIn(), orderNumber(dispatch));
        invoice.put(MARKER_FIELD, posting.marker());
        if (!original.isEmpty()) {
            invoice.put("Remarks", "Kreditering av faktura " + original);
        }
        invoice.put(
                "Comments",
                FortnoxText.of(
                        "Kvitta profil " + posting.profile() + ", "
                                + customer(posting)
                                        .party()
                                        .after(posting.booking().voucher().text()) + ", mappning "
                                + posting.mappingVersion()
                                + new InvoiceRows(dispatch).omitted(),
                        COMMENTS));
        addDimensions(invoice, customer(posting).dimensions());
    }

    /** The shop's number of the order, as it stands in the field that the merchant has chosen; may be empty. */
    static String orderNumber(Dispatch dispatch) {
        String field = dispatch.merchant().invoices().orderNumberIn();
        int longest =
                dispatch.mapping().raw().at("/invoices/order-number/" + field).asInt(PROVIDERS_ORDER_MAX);
        return FortnoxText.of(
                FortnoxEncoder.about(dispatch.posting().booking()).order().number(), longest);
    }

    private static void put(ObjectNode into, String field, String text) {
        if (!text.isEmpty()) {
            into.put(field, text);
        }
    }

    private static void addDimensions(ObjectNode into, Dimensions dimensions) {
        put(into, "CostCenter", dimensions.costCentre());
        put(into, "Project", dimensions.project());
    }

    /** The row of the customer ledger. */
    private static VoucherRow customer(Posting posting) {
        return posting.booking().voucher().rows().stream()
                .filter(row -> row.role().equals(PaymentRequests.CUSTOMER))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("posting " + posting.id() + " has no row of the customer ledger"));
    }

    /** Kronor for one unit of a currency. */
    private static BigDecimal rate(Posting posting, Currency currency) {
        return posting.booking().voucher().rows().stream()
                .flatMap(row -> Stream.ofNullable(row.foreign()))
                .filter(foreign -> foreign.amount().currency().equals(currency))
                .flatMap(foreign -> Stream.ofNullable(foreign.rate()))
                .map(ExchangeRate::value)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("posting " + posting.id() + " has no rate for " + currency));
    }

    /** The invoice in an answer. */
    static JsonNode of(JsonNode answer) {
        return answer.path("Invoice");
    }
}
