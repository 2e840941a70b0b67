package se.kvitta.sandbox.fortnox;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The properties of an invoice as it is sent. */
final class InvoiceShape {

    private static final int LONG = 1024;

    private static final String[] HOUSE_WORK = {
        "CONSTRUCTION",
        "ELECTRICITY",
        "GLASSMETALWORK",
        "GROUNDDRAINAGEWORK",
        "MASONRY",
        "PAINTINGWALLPAPERING",
        "HVAC",
        "MAJORAPPLIANCEREPAIR",
        "MOVINGSERVICES",
        "ITSERVICES",
        "CLEANING",
        "TEXTILECLOTHING",
        "SNOWPLOWING",
        "GARDENING",
        "BABYSITTING",
        "OTHERCARE",
        "OTHERCOSTS",
        "SOLARCELLS",
        "STORAGESELFPRODUCEDELECTRICITY",
        "CHARGINGSTATIONELECTRICVEHICLE",
        "HOMEMAINTENANCE",
        "FURNISHING",
        "TRANSPORTATIONSERVICES",
        "WASHINGANDCAREOFCLOTHING"
    };

    static final Shape ROW = Shape.of(
            "InvoiceRow",
            // 0 says «no account», as API_BLANK does.
            Field.integer("AccountNumber", 0, 9999),
            Field.text("ArticleNumber", 0, 50),
            Field.text("Description", 0, 255),
            Field.decimal("DeliveredQuantity", 14),
            Field.decimal("Price", 12),
            Field.decimal("Discount", 12),
            Field.word("DiscountType", "AMOUNT", "PERCENT"),
            Field.decimal("VAT", 6),
            Field.text("CostCenter", 0, 6),
            Field.text("Project", 0, 20),
            Field.text("Unit", 0, 100),
            Field.text("StockPointCode", 0, 10),
            Field.bool("HouseWork"),
            Field.word("HouseWorkType", HOUSE_WORK),
            Field.integer("HouseWorkHoursToReport", 0, 999),
            Field.integer("RowId", 1, Integer.MAX_VALUE),
            Field.readOnly("VATCode"),
            Field.readOnly("Total"),
            Field.readOnly("TotalExcludingVAT"),
            Field.readOnly("PriceExcludingVAT"),
            Field.readOnly("ContributionPercent"),
            Field.readOnly("ContributionValue"),
            Field.readOnly("Cost"));

    /** Texts that mean nothing to the books, by their longest length. */
    private static final Map<String, Integer> FREE = Map.ofEntries(
            Map.entry("Address1", LONG),
            Map.entry("Address2", LONG),
            Map.entry("City", LONG),
            Map.entry("Comments", LONG),
            Map.entry("Country", LONG),
            Map.entry("CustomerName", LONG),
            Map.entry("DeliveryAddress1", LONG),
            Map.entry("DeliveryAddress2", LONG),
            Map.entry("DeliveryCity", LONG),
            Map.entry("DeliveryCountry", LONG),
            Map.entry("DeliveryName", LONG),
            Map.entry("DeliveryZipCode", LONG),
            Map.entry("ExternalInvoiceReference1", 80),
            Map.entry("ExternalInvoiceReference2", 80),
            Map.entry("OurReference", 50),
            Map.entry("Phone1", LONG),
            Map.entry("Phone2", LONG),
            Map.entry("Remarks", LONG),
            Map.entry("YourOrderNumber", 75),
            Map.entry("YourReference", 50),
            Map.entry("ZipCode", LONG));

    /** Texts that name something in a register. */
    private static final Map<String, Integer> REFERENCES = Map.of(
            "CostCenter", 6,
            "Project", 20,
            "TermsOfPayment", 25,
            "TermsOfDelivery", 20,
            "WayOfDelivery", 50,
            "PriceList", 100,
            "PrintTemplate", LONG);

    private static final List<Field> WORDS = List.of(
            Field.word("InvoiceType", "INVOICE", "AGREEMENTINVOICE", "INTRESTINVOICE", "SUMMARYINVOICE", "CASHINVOICE"),
            Field.word("Language", "SV", "EN"),
            Field.word("PaymentWay", "CASH", "CARD", "AG"),
            Field.word("TaxReductionType", "none", "rot", "rut", "green"));

    /** Everything that is kept as it is sent. */
    static final List<String> KEPT = Stream.of(
                    FREE.keySet().stream(),
                    REFERENCES.keySet().stream(),
                    WORDS.stream().map(Field::name))
            .flatMap(names -> names)
            .sorted()
            .toList();

    static final List<String> FREE_TEXTS = FREE.keySet().stream().sorted().toList();

    static final List<String> EMAIL = List.of(
            "EmailAddressBCC", "EmailAddressCC", "EmailAddressFrom", "EmailAddressTo", "EmailBody", "EmailSubject");

    static final List<String> EDI = List.of(
            "EDIGlobalLocationNumber",
            "EDIGlobalLocationNumberDelivery",
            "EDIInvoiceExtra1",
            "EDIInvoiceExtra2",
            "EDIOurElectronicReference",
            "EDIYourElectronicReference");

    private static final Field[] REST = {
        Field.text("CustomerNumber", 1, LONG).needed(),
        Field.text("DocumentNumber", 0, 18),
        Field.text("OCR", 0, 25),
        Field.date("InvoiceDate"),
        Field.date("DueDate"),
        Field.date("DeliveryDate"),
        Field.date("OutboundDate"),
        Field.text("Currency", 3, 3),
        Field.decimal("CurrencyRate", 20),
        Field.decimal("CurrencyUnit", 10),
        Field.bool("VATIncluded"),
        Field.bool("NotCompleted"),
        // Without effect since 2021-12-01, and still known.
        Field.bool("EUQuarterlyReport"),
        Field.decimal("AdministrationFee", 12),
        Field.decimal("Freight", 12),
        Field.rows("InvoiceRows", ROW),
        Field.rows("Labels", Shape.of("Label", Field.integer("Id", 0, Integer.MAX_VALUE))),
        Field.object("EmailInformation", texts("EmailInformation", EMAIL, 20_000)),
        Field.object("EDIInformation", texts("EDIInformation", EDI, LONG))
    };

    private static final List<String> READ_ONLY = List.of(
            "@url",
            "@urlTaxReductionList",
            "AccountingMethod",
            "AdministrationFeeVAT",
            "Balance",
            "BasisTaxReduction",
            "Booked",
            "Cancelled",
            "ContractReference",
            "ContributionPercent",
            "ContributionValue",
            "Credit",
            "CreditInvoiceReference",
            "FinalPayDate",
            "FreightVAT",
            "Gross",
            "HouseWork",
            "InvoicePeriodEnd",
            "InvoicePeriodReference",
            "InvoicePeriodStart",
            "InvoiceReference",
            "LastRemindDate",
            "Net",
            "NoxFinans",
            "OfferReference",
            "OrderReference",
            "OrganisationNumber",
            "Reminders",
            "RoundOff",
            "Sent",
            "TaxReduction",
            "TimeBasisReference",
            "Total",
            "TotalToPay",
            "TotalVAT",
            "VoucherNumber",
            "VoucherSeries",
            "VoucherYear",
            "WarehouseReady");

    static final Shape INVOICE = Shape.of(
            "Invoice",
            Stream.of(
                            Stream.of(REST),
                            lengths(FREE),
                            lengths(REFERENCES),
                            WORDS.stream(),
                            READ_ONLY.stream().map(Field::readOnly))
                    .flatMap(fields -> fields)
                    .toArray(Field[]::new));

    private InvoiceShape() {}

    private static Stream<Field> lengths(Map<String, Integer> longest) {
        return longest.entrySet().stream().map(entry -> Field.text(entry.getKey(), 0, entry.getValue()));
    }

    private static Shape texts(String wrapper, List<String> names, int longest) {
        return Shape.of(
                wrapper,
                names.stream()
                        .map(name -> Field.text(name, 0, name.equals("EmailSubject") ? 100 : longest))
                        .toArray(Field[]::new));
    }
}
