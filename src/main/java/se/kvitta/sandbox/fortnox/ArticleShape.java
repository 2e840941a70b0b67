package se.kvitta.sandbox.fortnox;

import java.util.List;
import java.util.stream.Stream;

/** An article as it is sent. */
final class ArticleShape {

    private static final int DIGITS = 14;
    private static final int LARGEST_SIZE = 999_999_999;

    static final List<String> ACCOUNTS = List.of(
            "ConstructionAccount",
            "EUAccount",
            "EUVATAccount",
            "ExportAccount",
            "PurchaseAccount",
            "SalesAccount",
            "StockAccount",
            "StockChangeAccount");
    static final List<String> NUMBERS = List.of(
            "DirectCost", "FreightCost", "OtherCost", "PurchasePrice", "QuantityInStock", "StockWarning", "VAT");
    static final List<String> SIZES = List.of("Depth", "Height", "Weight", "Width");
    static final List<String> FLAGS =
            List.of("Active", "Bulky", "Expired", "Housework", "StockGoods", "WebshopArticle");
    static final List<String> TEXTS = List.of(
            "CostCalculationMethod",
            "DefaultStockLocation",
            "DefaultStockPoint",
            "EAN",
            "HouseworkType",
            "Manufacturer",
            "ManufacturerArticleNumber",
            "Note",
            "StockPlace",
            "SupplierNumber",
            "Type",
            "Unit");

    private static final String[] HOUSEWORK = {
        "CONSTRUCTION",
        "ELECTRICITY",
        "GLASSMETALWORK",
        "GROUNDDRAINAGEWORK",
        "MASONRY",
        "PAINTINGWALLPAPERING",
        "HVAC",
        "CLEANING",
        "TEXTILECLOTHING",
        "COOKING",
        "SNOWPLOWING",
        "GARDENING",
        "BABYSITTING",
        "OTHERCARE",
        "TUTORING",
        "FURNISHING",
        "HOMEMAINTENANCE",
        "TRANSPORTATIONSERVICES",
        "WASHINGANDCAREOFCLOTHING",
        "SOLARCELLS",
        "STORAGESELFPRODUCEDELECTRICITY",
        "CHARGINGSTATIONELECTRICVEHICLE",
        "EMPTYHOUSEWORK",
        "OTHERCOSTS"
    };

    static final Shape SHAPE = Shape.of("Article", fields());

    private ArticleShape() {}

    private static Field[] fields() {
        var own = Stream.of(
                Field.text("Description", 1, 200).needed(),
                Field.text("ArticleNumber", 1, 50),
                Field.word("CostCalculationMethod", "MANUAL", "LAST_RELEASED_INBOUND"),
                Field.text("DefaultStockLocation", 0, 36),
                Field.text("DefaultStockPoint", 0, 36),
                Field.text("EAN", 0, 30),
                Field.word("HouseworkType", HOUSEWORK),
                Field.text("Manufacturer", 0, 50),
                Field.text("ManufacturerArticleNumber", 0, 50),
                Field.text("Note", 0, 10_000),
                Field.text("StockPlace", 0, 100),
                Field.text("SupplierNumber", 0, 50),
                Field.word("Type", "STOCK", "SERVICE"),
                Field.text("Unit", 0, 20));
        var fortnoxs = Stream.of(
                        "@url", "DisposableQuantity", "ReservedQuantity", "SalesPrice", "StockValue", "SupplierName")
                .map(Field::readOnly);
        return Stream.of(
                        own,
                        ACCOUNTS.stream().map(name -> Field.integer(name, 1000, 9999)),
                        NUMBERS.stream().map(name -> Field.decimal(name, DIGITS)),
                        SIZES.stream().map(name -> Field.integer(name, 0, LARGEST_SIZE)),
                        FLAGS.stream().map(Field::bool),
                        fortnoxs)
                .flatMap(fields -> fields)
                .toArray(Field[]::new);
    }
}
