package se.kvitta.sie;

import java.util.List;
import java.util.stream.Collectors;

/** A file breaks rules of the format and must not be used. */
public final class InvalidSieFile extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 5;

    private final transient List<SieProblem> problems;

    InvalidSieFile(List<SieProblem> problems) {
        super("the SIE file is refused: "
                + problems.stream()
                        .filter(SieProblem::isFatal)
                        .limit(SHOWN)
                        .map(SieProblem::toString)
                        .collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** All problems, fatal and not. */
    public List<SieProblem> problems() {
        return problems;
    }
}
