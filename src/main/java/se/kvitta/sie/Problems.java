package se.kvitta.sie;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a file; a hostile one cannot fill the memory with complaints. */
final class Problems {

    private static final int LISTED = 1000;

    private final List<SieProblem> listed = new ArrayList<>();
    private int unlisted;
    private boolean unlistedFatal;

    void fatal(int line, String message) {
        add(new SieProblem(SieProblem.Severity.FATAL, line, message));
    }

    void warning(int line, String message) {
        add(new SieProblem(SieProblem.Severity.WARNING, line, message));
    }

    private void add(SieProblem problem) {
        if (listed.size() < LISTED) {
            listed.add(problem);
        } else {
            unlisted++;
            unlistedFatal |= problem.isFatal();
        }
    }

    List<SieProblem> byLine() {
        var all = new ArrayList<>(listed);
        all.sort(Comparator.comparingInt(SieProblem::line));
        if (unlisted > 0) {
            var severity = unlistedFatal ? SieProblem.Severity.FATAL : SieProblem.Severity.WARNING;
            all.add(new SieProblem(severity, 1, unlisted + " more problems are not listed"));
        }
        return all;
    }
}
