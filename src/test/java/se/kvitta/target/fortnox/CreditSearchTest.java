package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import se.kvitta.delivery.CreditLooks;
import se.kvitta.delivery.CreditLooks.Credit;
import se.kvitta.delivery.Unclear;
import se.kvitta.ledger.Money;

/** Which unpaid credit invoices are read, of what Fortnox's lists answer. */
class CreditSearchTest {

    private final CreditSearch search = search(Set.of());

    @Test
    void whatIsBookedAndUnpaidIsReadTheNewestFirst() throws IOException {
        search.addPage(page(1, credit(9, "-125"), credit(8, "0"), credit(7, "-0.01"), credit(6, "30"), """
                {"DocumentNumber":5,"Balance":-5,"Booked":false,"Cancelled":false},
                {"DocumentNumber":4,"Balance":-5,"Booked":true,"Cancelled":true}"""));

        assertThat(search.isMore()).isFalse();
        assertThat(search.getPaths()).containsExactly("/3/invoices/9", "/3/invoices/7");
        assertThat(search.getUnread()).isEqualTo(new CreditLooks.Unread(Set.of(), 6, 0));
    }

    @Test
    void whatAPersonHasNotedIsNotReadAgainAndNothingIsReadTwice() throws IOException {
        CreditSearch noted = search(Set.of("9"));
        noted.addPage(page(2, credit(9, "-125"), credit(8, "-10")));
        assertThat(noted.isMore()).isTrue();
        noted.addPage(page(2, credit(8, "-10"), credit(7, "-10")));

        assertThat(noted.isMore()).isFalse();
        assertThat(noted.getPaths()).containsExactly("/3/invoices/8", "/3/invoices/7");
    }

    /** Where the filter of unpaid invoices lists no credit invoice, all credit invoices are listed from the first page on. */
    @Test
    void whereTheFilterListsNoneAllAreListed() throws IOException {
        assertThat(search.getListQuery())
                .isEqualTo("filter=unpaid&credit=true&fromdate=2025-11-24&todate=2026-11-10"
                        + "&sortby=documentnumber&sortorder=descending&limit=500&page=1");
        search.addPage(page(2));
        assertThat(search.getListQuery()).startsWith("filter=unpaid&").endsWith("&page=2");
        search.addPage(page(2));

        assertThat(search.isMore()).isTrue();
        assertThat(search.getListQuery()).startsWith("credit=true&").endsWith("&page=1");
        search.addPage(page(1, credit(9, "0")));
        assertThat(search.isMore()).isFalse();
        assertThat(search.getPaths()).isEmpty();
        assertThat(search.getUnread().beyond()).isZero();
    }

    /** Fifty are read; of the others a person is told, also that there are pages that were not listed. */
    @Test
    void whatIsTooMuchForOneLookIsTold() throws IOException {
        search.addPage(page(5, credits(100, 48)));
        search.addPage(page(5, credits(48, 46)));
        search.addPage(page(5));
        assertThat(search.isMore()).isTrue();
        search.addPage(page(5));

        assertThat(search.isMore()).isFalse();
        assertThat(search.getPaths()).hasSize(50).startsWith("/3/invoices/100").endsWith("/3/invoices/51");
        assertThat(search.getUnread().beyond()).isPositive();
        assertThat(search.getUnread().numbers()).hasSize(5).contains("50", "46");
    }

    @Test
    void fourPagesAreAllThatIsListed() throws IOException {
        for (int page = 1; page <= 4; page++) {
            search.addPage(page(4, credit(page, "-1")));
        }

        assertThat(search.isMore()).isFalse();
        assertThat(search.getUnread()).isEqualTo(new CreditLooks.Unread(Set.of(), 4, 0));
    }

    @Test
    void whatWasFoundIsToldTheOldestFirst() throws IOException {
        search.add(read("""
                {"Invoice":{"DocumentNumber":"9","Balance":"-125.5","YourOrderNumber":"10231"}}"""));
        search.add(read("""
                {"Invoice":{"DocumentNumber":7,"Currency":"EUR","Balance":-1,"YourOrderNumber":"API_NORIGHT"}}"""));

        assertThat(search.getFound())
                .containsExactly(
                        new Credit("7", Map.of("YourOrderNumber", ""), Money.parse("-1.00 EUR")),
                        new Credit("9", Map.of("YourOrderNumber", "10231"), Money.parse("-125.50 SEK")));
    }

    @Test
    void whatTheLoginMayNotSeeIsNotTakenForNothing() throws IOException {
        JsonNode hidden = page(1, "{\"DocumentNumber\":9,\"Balance\":\"API_NORIGHT\"}");

        assertThatThrownBy(() -> search.addPage(hidden)).isInstanceOf(Unclear.class);
    }

    @SuppressWarnings("NullAway") // what is asked of Fortnox is not sent here
    private static CreditSearch search(Set<String> noted) {
        return new CreditSearch(
                new CreditLooks.Look(
                        null, Set.of("YourOrderNumber"), LocalDate.of(2025, 11, 24), LocalDate.of(2026, 11, 10), noted),
                4);
    }

    private static String credits(int from, int to) {
        return IntStream.rangeClosed(0, from - to)
                .mapToObj(i -> credit(from - i, "-1"))
                .collect(Collectors.joining(","));
    }

    private static String credit(int number, String balance) {
        return "{\"DocumentNumber\":\"%s\",\"Balance\":%s,\"Booked\":true,\"Cancelled\":false}"
                .formatted(number, balance);
    }

    private static JsonNode page(int pages, String... credits) throws IOException {
        return read("{\"MetaInformation\":{\"@TotalPages\":%s},\"Invoices\":[%s]}"
                .formatted(pages, String.join(",", credits)));
    }

    private static JsonNode read(String json) throws IOException {
        return new ObjectMapper().readTree(json);
    }
}
