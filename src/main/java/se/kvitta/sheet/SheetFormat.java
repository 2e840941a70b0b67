package se.kvitta.sheet;

import java.io.IOException;
import java.io.OutputStream;

/** What a sheet can be written as. */
public enum SheetFormat {
    /** Searchable, A4 across, numbered pages, fonts embedded. Nothing is written before the whole content is there. */
    PDF("pdf", "application/pdf") {
        @Override
        public void write(OutputStream out, Sheet.Head head, Sheet.Content content) throws IOException {
            try (var sheet = new PdfSheet(head)) {
                content.writeTo(sheet);
                sheet.save(out);
            }
        }
    },
    /**
     * UTF-8 with a byte order mark. Swedish: semicolons and decimal commas; English: commas and decimal points. Rows are
     * written as they come, so a content that fails leaves the first part of a file.
     */
    CSV("csv", "text/csv;charset=UTF-8") {
        @Override
        public void write(OutputStream out, Sheet.Head head, Sheet.Content content) throws IOException {
            var sheet = new CsvSheet(out, head);
            content.writeTo(sheet);
            sheet.flush();
        }
    };

    private final String suffix;
    private final String contentType;

    SheetFormat(String suffix, String contentType) {
        this.suffix = suffix;
        this.contentType = contentType;
    }

    /** Writes a document; the stream stays open. */
    public abstract void write(OutputStream out, Sheet.Head head, Sheet.Content content) throws IOException;

    /** The ending of a file's name, without the dot. */
    public String suffix() {
        return suffix;
    }

    public String contentType() {
        return contentType;
    }
}
