package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.reason.Reason;

/**
 * One preflight: what Fortnox is asked, one call after the other, and what it has answered. Used from the route, which makes
 * the calls; what follows from an answer is said by {@link FortnoxQuestions}, and what it means by {@link FortnoxFindings}.
 */
public final class FortnoxSurvey {

    static final int PAGE = 500;

    private final FortnoxQuestions questions;
    private final int mostCalls;
    private final Deque<Question> open = new ArrayDeque<>();
    private final Map<String, List<JsonNode>> answers = new LinkedHashMap<>();
    private final Map<String, Reason> refusals = new LinkedHashMap<>();
    private final Set<String> cut = new HashSet<>();
    private int page = 1;
    private int calls;

    /**
     * One question.
     *
     * @param name what its answer is called, such as {@code accounts 6}
     * @param query the query without limit and page
     * @param pages how many pages are read at most; 0 when the answer is no list
     */
    record Question(String name, String path, String query, int pages) {

        static Question of(String name, String path) {
            return new Question(name, path, "", 0);
        }
    }

    FortnoxSurvey(FortnoxQuestions questions, int mostCalls) {
        this.questions = questions;
        this.mostCalls = mostCalls;
        open.addAll(questions.first());
    }

    /** Whether another call must be made. */
    public boolean isMore() {
        return !open.isEmpty() && calls < mostCalls;
    }

    /** Whether a question is the one whose answer comes next. */
    boolean isAsking(String name) {
        return open.getFirst().name().equals(name);
    }

    public String getPath() {
        return open.getFirst().path();
    }

    public String getQuery() {
        Question question = open.getFirst();
        if (question.pages() == 0) {
            return question.query();
        }
        return question.query() + (question.query().isEmpty() ? "" : "&") + "limit=" + PAGE + "&page=" + page;
    }

    /** Takes the answer to the call. */
    void answered(JsonNode answer) {
        calls++;
        Question question = open.getFirst();
        answers.computeIfAbsent(question.name(), first -> new ArrayList<>()).add(answer);
        int there = answer.path("MetaInformation").path("@TotalPages").asInt(1);
        if (page < Math.min(question.pages(), there)) {
            page++;
            return;
        }
        if (page < there) {
            cut.add(question.name());
        }
        next(question);
    }

    /** Takes a no. */
    void refused(Reason reason) {
        calls++;
        Question question = open.getFirst();
        refusals.put(question.name(), reason);
        next(question);
    }

    private void next(Question question) {
        open.removeFirst();
        page = 1;
        open.addAll(questions.after(question.name(), this));
    }

    /** The entries of a list, over all its pages; empty when it was not answered. */
    List<JsonNode> list(String name, String collection) {
        var entries = new ArrayList<JsonNode>();
        pages(name).forEach(answer -> answer.path(collection).forEach(entries::add));
        return entries;
    }

    Optional<JsonNode> answer(String name) {
        return pages(name).stream().findFirst();
    }

    /** All pages of an answer; none when it was not answered. */
    List<JsonNode> pages(String name) {
        return answers.getOrDefault(name, List.of());
    }

    boolean isAnswered(String name) {
        return answers.containsKey(name);
    }

    /** Whether all pages of what was answered were read. */
    boolean isWhole(String name) {
        return isAnswered(name) && !cut.contains(name);
    }

    /** Names of what was answered that begin so. */
    List<String> answeredAbout(String start) {
        return answers.keySet().stream().filter(name -> name.startsWith(start)).toList();
    }

    /** How many questions that begin so were asked or will be. */
    long askedAbout(String start) {
        return Stream.of(answers.keySet(), refusals.keySet(), left())
                .flatMap(Collection::stream)
                .filter(name -> name.startsWith(start))
                .count();
    }

    Map<String, Reason> refusals() {
        return refusals;
    }

    @Nullable
    Reason refusal(String name) {
        return refusals.get(name);
    }

    int calls() {
        return calls;
    }

    /** What was not asked any more, because the most calls had been made. */
    Collection<String> left() {
        return open.stream().map(Question::name).toList();
    }
}
