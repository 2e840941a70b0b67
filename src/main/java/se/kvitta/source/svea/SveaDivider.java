package se.kvitta.source.svea;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import se.kvitta.answers.Answer;
import se.kvitta.answers.Answers;
import se.kvitta.merchant.Merchants;
import se.kvitta.rows.RowDivider;
import se.kvitta.rows.RowMapping;
import se.kvitta.settlement.Divider;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;

/**
 * Divides what Svea tells of a day by client number, as each is paid out by itself. A part of a report has the report of one
 * client number and the orders that its rows name, byte for byte.
 */
@Component("sveaDivider")
class SveaDivider implements Divider {

    private static final byte[] BEFORE = "{\"clientReports\":[".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BEHIND = "]}\n".getBytes(StandardCharsets.UTF_8);

    private final Merchants merchants;

    SveaDivider(Merchants merchants) {
        this.merchants = merchants;
    }

    /** The report of one client number, and where it stands. */
    private record Client(String name, Set<String> orders, long from, long to) {}

    /** Where the answer about an order stands. */
    private record Place(String order, long from, long to) {}

    @Override
    public List<Part> divide(SourceDocument document, Path into) throws IOException {
        if (!Answers.areIn(document)) {
            return new RowDivider(
                            RowMapping.of(merchants.requireSource("svea").raw().path("rows")))
                    .divide(document, into);
        }
        List<Client> clients = new ArrayList<>();
        List<Place> orders = new ArrayList<>();
        try (Answers answers = Answers.of(document, SveaReport.LISTS)) {
            Set<String> named = new HashSet<>();
            for (Answer next = answers.next(); next != null; next = answers.next()) {
                if (next.list().equals(SveaReport.ROWS)) {
                    named.add(next.textOrEmpty("sveaCheckoutId"));
                } else if (next.list().equals(SveaReport.CLIENTS)) {
                    clients.add(new Client(name(document.name(), next), Set.copyOf(named), next.from(), next.to()));
                    named.clear();
                } else if (next.node().has("Deliveries")) {
                    orders.add(new Place(next.textOrEmpty("Id"), next.from(), next.to()));
                }
            }
        } catch (UnreadableDocument e) {
            // The translator says what is wrong with it, and it is held.
            return List.of();
        }
        return clients.size() < 2 ? List.of() : write(document, clients, orders, into);
    }

    private static List<Part> write(SourceDocument document, List<Client> clients, List<Place> orders, Path into)
            throws IOException {
        var parts = new ArrayList<Part>();
        for (Client client : clients) {
            Path file = into.resolve("part-" + (parts.size() + 1));
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
                    InputStream in = document.open()) {
                out.write(BEFORE);
                copy(document, client.from(), client.to(), out);
                out.write(BEHIND);
                long at = 0;
                for (Place order : orders) {
                    if (client.orders().contains(order.order())) {
                        in.skipNBytes(order.from() - at);
                        out.write(in.readNBytes(Math.toIntExact(order.to() - order.from())));
                        out.write('\n');
                        at = order.to();
                    }
                }
            }
            parts.add(new Part(client.name(), file));
        }
        return parts;
    }

    private static void copy(SourceDocument document, long from, long to, OutputStream out) throws IOException {
        try (InputStream in = document.open()) {
            in.skipNBytes(from);
            byte[] buffer = new byte[1 << 16];
            long left = to - from;
            while (left > 0) {
                int read = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    private static String name(String document, Answer client) {
        int dot = document.lastIndexOf('.');
        String end = dot < 0 ? "" : document.substring(dot);
        String start = dot < 0 ? document : document.substring(0, dot);
        return start + "-" + client.textOrEmpty("clientId").replaceAll("[^A-Za-z0-9._-]", "_") + end;
    }
}
