package se.kvitta.answers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;

class AnswersTest {

    private record Told(String text) implements SourceDocument {

        @Override
        public String name() {
            return "answers.json";
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(text.getBytes(UTF_8));
        }
    }

    private static List<Answer> read(String text, String... lists) throws IOException {
        var read = new ArrayList<Answer>();
        try (Answers answers = Answers.of(new Told(text), Set.of(lists))) {
            for (Answer next = answers.next(); next != null; next = answers.next()) {
                read.add(next);
            }
        }
        return read;
    }

    private static List<String> shown(List<Answer> answers) {
        return answers.stream().map(one -> one.list() + " " + one.node()).toList();
    }

    @Test
    void membersComeOneByOneAndBehindThemTheAnswerWithoutThem() throws IOException {
        assertThat(shown(read(
                        "{\"a\":1,\"data\":{\"rows\":[{\"n\":1},{\"n\":2}],\"more\":true}}\n{\"b\":[3]}",
                        "/data/rows")))
                .containsExactly(
                        "/data/rows {\"n\":1}",
                        "/data/rows {\"n\":2}",
                        " {\"a\":1,\"data\":{\"rows\":[],\"more\":true}}",
                        " {\"b\":[3]}");
    }

    @Test
    void aListMayStandInTheMembersOfAnother() throws IOException {
        assertThat(shown(read(
                        "{\"c\":[{\"id\":1,\"rows\":[{\"n\":1}],\"x\":2},{\"id\":2,\"rows\":[]}]}", "/c", "/c/rows")))
                .containsExactly(
                        "/c/rows {\"n\":1}",
                        "/c {\"id\":1,\"rows\":[],\"x\":2}",
                        "/c {\"id\":2,\"rows\":[]}",
                        " {\"c\":[]}");
    }

    @Test
    void everyAnswerSaysInWhichBytesItStands() throws IOException {
        String text = "{\"c\": [ {\"å\":1,\"rows\":[ ]} , {\"n\":2} ] }  {\"ö\":1}\n";
        byte[] bytes = text.getBytes(UTF_8);

        assertThat(read(text, "/c", "/c/rows"))
                .extracting(one -> new String(bytes, (int) one.from(), (int) (one.to() - one.from()), UTF_8))
                .containsExactly(
                        "{\"å\":1,\"rows\":[ ]}",
                        "{\"n\":2}",
                        "{\"c\": [ {\"å\":1,\"rows\":[ ]} , {\"n\":2} ] }",
                        "{\"ö\":1}");
    }

    @Test
    void numbersAreExact() throws IOException {
        assertThat(read("{\"rate\":0.255}").get(0).node().path("rate").decimalValue())
                .isEqualByComparingTo("0.255");
    }

    @Test
    void whatIsCutOffOrNoAnswerIsUnreadable() {
        for (String text : List.of("{\"data\":[{\"n\":1}", "{\"data\":[{\"n\":1},", "[1]", "hello")) {
            assertThatThrownBy(() -> read(text, "/data")).isInstanceOf(UnreadableDocument.class);
        }
    }
}
