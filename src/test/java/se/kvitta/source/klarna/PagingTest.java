package se.kvitta.source.klarna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Both styles of paging, and lists that never end. */
class PagingTest {

    private static final String NEXT = "https://api.klarna.com/settlements/v1/payouts?size=20&offset=20&cursor=%2B";

    private final Paging paging = new Paging("payment_reference=7", 20);

    private static JsonNode json(String text) throws IOException {
        return JsonMapper.builder().build().readTree(text);
    }

    @Test
    void theNextPageIsTheOneThatIsNamedWhateverItsHost() throws IOException {
        assertThat(paging.query()).isEqualTo("payment_reference=7&size=20");
        paging.page(json("{\"count\": 20, \"next\": \"" + NEXT + "\"}"), 20);

        assertThat(paging.hasMore()).isTrue();
        assertThat(paging.query()).isEqualTo("size=20&offset=20&cursor=%2B");
        paging.page(json("{\"count\": 3}"), 3);
        assertThat(paging.hasMore()).isFalse();
    }

    @Test
    void withoutANameItIsThatOfTheNextOffsetWhileThereAreMore() throws IOException {
        paging.page(json("{\"count\": 20, \"total\": 23, \"offset\": 0}"), 20);
        assertThat(paging.query()).isEqualTo("payment_reference=7&size=20&offset=20");

        paging.page(json("{\"count\": 3, \"total\": 23, \"offset\": 20}"), 3);
        assertThat(paging.hasMore()).isFalse();
    }

    @Test
    void aListThatLeadsNowhereEndsInAFault() {
        assertThatThrownBy(() -> paging.page(json("{\"count\": 0, \"total\": 5}"), 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("0 of 5");
        assertThatThrownBy(() -> {
                    paging.page(json("{\"next\": \"" + NEXT + "\"}"), 20);
                    paging.page(json("{\"next\": \"" + NEXT + "\"}"), 20);
                })
                .isInstanceOf(IOException.class);
    }
}
