package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FortnoxListTest extends RunningSandbox {

    private static final String PATH = "/3/vouchers?financialyear=6";

    private void book(String series, String date, String description) {
        var answer = caller.post(PATH, Vouchers.of(series, date, description, Vouchers.ROWS));
        assertThat(answer.status()).isEqualTo(201);
    }

    private List<String> listed(String query) {
        var descriptions = new ArrayList<String>();
        caller.get("/3/vouchers?" + query)
                .at("/Vouchers")
                .forEach(item -> descriptions.add(item.path("Description").asText()));
        return descriptions;
    }

    @Test
    void listsVouchersWithoutTheirRows() {
        book("KV", "2026-02-13", "ett");

        var list = caller.get(PATH);

        assertThat(list.at("/Vouchers/0/Description").asText()).isEqualTo("ett");
        assertThat(list.at("/Vouchers/0/Year").asInt()).isEqualTo(6);
        assertThat(list.at("/Vouchers/0").has("VoucherRows")).isFalse();
        assertThat(list.at("/Vouchers/0/@url").asText()).endsWith("/3/vouchers/KV/1?financialyear=6");
    }

    @Test
    void pagesWithOneAsTheFirstPage() {
        for (int i = 1; i <= 5; i++) {
            book("KV", "2026-02-13", "v" + i);
        }

        var second = caller.get(PATH + "&limit=2&page=2");

        assertThat(second.at("/MetaInformation").toString())
                .isEqualTo("{\"@TotalResources\":5,\"@TotalPages\":3,\"@CurrentPage\":2}");
        assertThat(listed("limit=2&page=2")).containsExactly("v3", "v4");
        assertThat(listed("limit=2&page=3")).containsExactly("v5");
        assertThat(listed("limit=2&page=4")).isEmpty();
        assertThat(listed("limit=2&offset=3")).containsExactly("v4", "v5");
        sandbox.assume("page-beyond-last", "refuse");
        assertThat(caller.get(PATH + "&limit=2&page=4").status()).isEqualTo(400);
    }

    @Test
    void saysThatNothingIsNoPage() {
        var none = "{\"@TotalResources\":0,\"@TotalPages\":0,\"@CurrentPage\":1}";
        assertThat(caller.get(PATH).at("/MetaInformation").toString()).isEqualTo(none);
        book("KV", "2026-02-13", "v");
        assertThat(caller.get(PATH + "&offset=1").at("/MetaInformation").toString())
                .isEqualTo(none);
    }

    @Test
    void givesAHundredUnlessAskedAndNeverMoreThanFiveHundred() {
        assertThat(caller.get("/3/accounts").at("/Accounts")).hasSize(100);
        int all = caller.get("/3/accounts?limit=500").at("/Accounts").size();
        assertThat(all).isGreaterThan(350);
        assertThat(caller.get("/3/accounts?limit=9999").at("/Accounts")).hasSize(all);

        sandbox.assume("over-largest-limit", "refuse");
        assertThat(caller.get("/3/accounts?limit=501").status()).isEqualTo(400);
    }

    @Test
    void findsByDateSeriesAndCostCentre() {
        book("KV", "2026-02-13", "kv13");
        book("KV", "2026-02-14", "kv14");
        book("A", "2026-02-14", "a14");
        caller.post(
                PATH,
                Vouchers.of(
                        "A",
                        "2026-02-15",
                        "webb",
                        "{\"Account\":3001,\"Credit\":5,\"CostCenter\":\"WEBB\"},{\"Account\":1930,\"Debit\":5}"));

        assertThat(listed("fromdate=2026-02-14&todate=2026-02-14")).containsExactly("a14", "kv14");
        assertThat(listed("voucherseries=KV")).containsExactly("kv13", "kv14");
        assertThat(listed("voucherseries=KV&fromdate=2026-02-14&todate=2026-02-14"))
                .containsExactly("kv14");
        assertThat(listed("costcenter=webb")).containsExactly("webb");
        assertThat(listed("costcenter=WEBB&voucherseries=KV")).isEmpty();
        sandbox.assume("two-search-fields", "refuse");
        assertThat(caller.get(PATH + "&costcenter=WEBB&voucherseries=KV").status())
                .isEqualTo(400);
    }

    @Test
    void findsASeriesByPartOfItsNameUnlessToldOtherwise() {
        caller.post("/3/voucherseries?financialyear=6", "{\"VoucherSeries\":{\"Code\":\"K\"}}");
        book("K", "2026-02-13", "k");
        book("KV", "2026-02-13", "kv");

        assertThat(listed("voucherseries=k")).containsExactly("k", "kv");
        sandbox.assume("voucher-series-search", "exact");
        assertThat(listed("voucherseries=K")).containsExactly("k");
        assertThat(caller.get("/3/vouchers/sublist/K?financialyear=6").at("/Vouchers"))
                .hasSize(1);
        assertThat(caller.get("/3/vouchers/sublist").at("/Vouchers")).hasSize(2);
    }

    @Test
    void sortsAsAsked() {
        book("KV", "2026-02-13", "kv1");
        book("A", "2026-02-13", "a1");
        book("KV", "2026-02-13", "kv2");

        assertThat(listed("")).containsExactly("a1", "kv1", "kv2");
        assertThat(listed("sortby=vouchernumber")).containsExactly("a1", "kv1", "kv2");
        assertThat(listed("sortby=vouchernumber&sortorder=descending")).containsExactly("kv2", "kv1", "a1");
        assertThat(caller.get(PATH + "&sortorder=down").code()).isEqualTo(2000588);
    }

    @Test
    void readsThePreselectedYearUnlessTheCallNamesAnother() {
        book("KV", "2026-02-13", "2026");
        caller.post("/3/vouchers?financialyear=7", Vouchers.of("KV", "2027-02-13", "2027", Vouchers.ROWS));

        assertThat(listed("fromdate=2027-01-01")).isEmpty();
        assertThat(listed("financialyear=7")).containsExactly("2027");
        assertThat(listed("financialyeardate=2027-06-01")).containsExactly("2027");
        assertThat(caller.get("/3/vouchers?financialyear=2027").status()).isEqualTo(400);
        sandbox.company(LJUSBUTIKEN).preselect(7);
        assertThat(listed("")).containsExactly("2027");
        sandbox.assume("voucher-list-without-year", "all");
        assertThat(listed("")).containsExactly("2026", "2027");
    }

    @Test
    void findsWhatChangedSinceInSwedishTime() {
        book("KV", "2026-02-13", "first"); // 12:00 in Stockholm, 10:00 UTC
        sandbox.advanceClock(Duration.ofMinutes(30));
        book("KV", "2026-02-13", "second");

        assertThat(listed("lastmodified=2026-10-15%2012:00")).containsExactly("first", "second");
        assertThat(listed("lastmodified=2026-10-15%2012:00:01")).containsExactly("second");
        assertThat(listed("lastmodified=2026-10-16")).isEmpty();
        sandbox.assume("lastmodified-bound", "exclusive");
        assertThat(listed("lastmodified=2026-10-15%2012:00")).containsExactly("second");
        sandbox.assume("lastmodified-zone", "UTC");
        assertThat(listed("lastmodified=2026-10-15%2012:00")).isEmpty();
    }

    @Test
    void bumpsLastModifiedWhenAPersonEditsTheText() {
        book("KV", "2026-02-13", "before");
        sandbox.advanceClock(Duration.ofMinutes(30));

        sandbox.company(LJUSBUTIKEN).editVoucher(6, "KV", 1, "after");

        assertThat(listed("lastmodified=2026-10-15%2012:30")).containsExactly("after");
    }
}
