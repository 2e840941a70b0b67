package se.kvitta.sheet;

/**
 * A column of a table.
 *
 * @param width its share of the page beside the other columns' shares
 * @param amounts whether it holds amounts, which stand to the right
 */
public record Column(String heading, int width, boolean amounts) {

    public Column {
        if (width < 1) {
            throw new IllegalArgumentException("column '" + heading + "' has no width");
        }
    }

    public static Column text(String heading, int width) {
        return new Column(heading, width, false);
    }

    public static Column amount(String heading, int width) {
        return new Column(heading, width, true);
    }
}
