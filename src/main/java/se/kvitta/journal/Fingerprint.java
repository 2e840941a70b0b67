package se.kvitta.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A digest of many texts that does not depend on their order: the sum of the digests of each. */
final class Fingerprint {

    private long high;
    private long low;

    void add(String text) {
        ByteBuffer digest = ByteBuffer.wrap(EventRows.md5(text.getBytes(StandardCharsets.UTF_8)));
        high += digest.getLong();
        low += digest.getLong();
    }

    String hex() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
