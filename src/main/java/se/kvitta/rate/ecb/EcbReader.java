package se.kvitta.rate.ecb;

import java.io.IOException;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.exchange.RateReader;
import se.kvitta.exchange.RateRequest;

/**
 * Reads a file of euro reference rates: {@code Envelope > Cube > Cube[@time] > Cube[@currency, @rate]}, units of the
 * currency for one EUR.
 */
@Component("ecb")
class EcbReader implements RateReader {

    private static final Quotation QUOTATION = new Quotation(Currency.getInstance("EUR"), false);
    private static final QName ENVELOPE = new QName("http://www.gesmes.org/xml/2002-08-01", "Envelope");
    private static final QName CUBE = new QName("http://www.ecb.int/vocabulary/2002-08-01/eurofxref", "Cube");

    /** A file whose last day lies this far before the last day that is asked for is not today's: no holidays last so long. */
    private static final int STALE_DAYS = 7;

    private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();

    static {
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    @Override
    public Quotation quotation() {
        return QUOTATION;
    }

    @Override
    public Published read(String document, RateRequest request) throws IOException {
        Published published;
        try {
            XMLStreamReader xml = XML.createXMLStreamReader(new StringReader(document));
            try {
                published = new File(request).read(xml);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException | DateTimeException e) {
            throw new IOException("it is no file of reference rates: " + e.getMessage(), e);
        }
        return published;
    }

    /** One file as it is read, element by element. */
    private static final class File {
        private final RateRequest request;
        private final Map<String, Currency> wanted;
        private final ArrayList<Rate> rates = new ArrayList<>();
        private @Nullable LocalDate day;
        private LocalDate first = LocalDate.MAX;
        private LocalDate last = LocalDate.MIN;

        File(RateRequest request) {
            this.request = request;
            this.wanted = request.currencies().stream()
                    .collect(Collectors.toMap(Currency::getCurrencyCode, Function.identity()));
        }

        Published read(XMLStreamReader xml) throws XMLStreamException, IOException {
            xml.nextTag();
            if (!xml.getName().equals(ENVELOPE)) {
                throw new IOException("it begins with " + xml.getName());
            }
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamReader.START_ELEMENT && xml.getName().equals(CUBE)) {
                    cube(xml);
                }
            }
            if (last.equals(LocalDate.MIN)) {
                throw new IOException("it has no day");
            }
            if (last.isBefore(request.through().minusDays(STALE_DAYS))) {
                throw new IOException("its last day is " + last + ": it is not the newest");
            }
            return new Published(first, rates);
        }

        private void cube(XMLStreamReader xml) throws IOException {
            @Nullable String time = xml.getAttributeValue(null, "time");
            @Nullable String code = xml.getAttributeValue(null, "currency");
            if (time != null) {
                LocalDate read = LocalDate.parse(time);
                day = read;
                first = read.isBefore(first) ? read : first;
                last = read.isAfter(last) ? read : last;
            } else if (code != null) {
                if (day == null) {
                    throw new IOException("a rate of " + code + " has no day");
                }
                @Nullable Currency currency = wanted.get(code);
                if (currency != null) {
                    @Nullable String rate = xml.getAttributeValue(null, "rate");
                    rates.add(new Rate(currency, day, rate == null ? "nothing" : rate));
                }
            }
        }
    }
}
