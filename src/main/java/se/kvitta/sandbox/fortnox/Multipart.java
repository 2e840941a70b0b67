package se.kvitta.sandbox.fortnox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a {@code multipart/form-data} body, read to the byte (RFC 7578). */
final class Multipart {

    private static final Pattern BOUNDARY = Pattern.compile("(?i).*;\\s*boundary=(\"([^\"]+)\"|([^;\\s]+)).*");
    private static final Pattern NAME = Pattern.compile("(?i)form-data;(?:.*;)?\\s*name=\"([^\"]*)\".*");
    private static final Pattern FILE_NAME = Pattern.compile("(?i).*;\\s*filename=\"([^\"]*)\".*");

    private Multipart() {}

    /** One part. */
    static final class Part {
        private final String name;
        private final String fileName;
        private final byte[] content;

        private Part(String name, String fileName, byte[] content) {
            this.name = name;
            this.fileName = fileName;
            this.content = content;
        }

        String name() {
            return name;
        }

        /** Empty for a part that is no file. */
        String fileName() {
            return fileName;
        }

        byte[] content() {
            return content.clone();
        }
    }

    /** Empty when the body is not what its header says: no boundary, no end, a part without a name. */
    static Optional<List<Part>> read(String contentType, byte[] body) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.matches()) {
            return Optional.empty();
        }
        var mark = "--" + (boundary.group(2) == null ? boundary.group(3) : boundary.group(2));
        // One character per byte: what is found in the text stands there in the bytes.
        var text = new String(body, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(mark + "\r\n")) {
            return Optional.empty();
        }
        var parts = new ArrayList<Part>();
        int from = mark.length() + 2;
        while (true) {
            int end = text.indexOf("\r\n" + mark, from);
            int head = text.indexOf("\r\n\r\n", from);
            if (end < 0 || head < 0 || head > end) {
                return Optional.empty();
            }
            Optional<Part> part = part(text.substring(from, head), text.substring(head + 4, Math.max(end, head + 4)));
            if (part.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part.get());
            int next = end + 2 + mark.length();
            if (text.startsWith("--", next)) {
                return Optional.of(parts);
            }
            if (!text.startsWith("\r\n", next)) {
                return Optional.empty();
            }
            from = next + 2;
        }
    }

    private static Optional<Part> part(String headers, String content) {
        for (var header : headers.split("\r\n", -1)) {
            int colon = header.indexOf(':');
            if (colon > 0 && header.substring(0, colon).equalsIgnoreCase("Content-Disposition")) {
                var disposition = header.substring(colon + 1).trim();
                Matcher name = NAME.matcher(disposition);
                Matcher file = FILE_NAME.matcher(disposition);
                if (name.matches()) {
                    var fileName = file.matches() ? file.group(1) : "";
                    return Optional.of(new Part(
                            name.group(1),
                            new String(fileName.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8),
                            content.getBytes(StandardCharsets.ISO_8859_1)));
                }
            }
        }
        return Optional.empty();
    }
}
