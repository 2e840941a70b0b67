package se.kvitta.sheet;

import java.io.IOException;
import java.time.Instant;
import se.kvitta.ledger.Money;

/**
 * A document with facts and tables, written from the top down, a row at a time, so that a table may have any length.
 * {@link SheetFormat} makes a PDF or a CSV file of the same content. One thread writes a sheet.
 */
public interface Sheet {

    /**
     * What is known of a document before its first line.
     *
     * @param made stands in a PDF's metadata; the only time in it, so the same content gives the same bytes
     */
    record Head(String title, Words words, Instant made) {}

    /** Writes a document's content. */
    @FunctionalInterface
    interface Content {
        void writeTo(Sheet sheet) throws IOException;
    }

    /** The words of the document's language. */
    Words words();

    /** A heading over the facts and tables that follow. */
    void heading(String text) throws IOException;

    void fact(String label, String value) throws IOException;

    void fact(String label, Money value) throws IOException;

    /** A line that must not be overlooked. */
    void warning(String text) throws IOException;

    /** Begins a table with its headings, which stand again on every page; it ends where something else begins. */
    void table(Column... columns) throws IOException;

    /**
     * One row of the current table. Throws {@link IllegalStateException} when no table is begun, and
     * {@link IllegalArgumentException} when it has another number of cells than the table has columns.
     */
    void row(Cell... cells) throws IOException;

    /** A row that sums up those before it. */
    void subtotal(Cell... cells) throws IOException;
}
