package se.kvitta.sie;

import java.nio.charset.Charset;
import java.util.List;

/**
 * What came of reading a file: the model and what is wrong with it.
 *
 * @param file all that could be read; vouchers and records with a fatal problem are missing from it
 * @param problems by line
 * @param charset the encoding the texts were read in
 */
public record SieReading(SieFile file, List<SieProblem> problems, Charset charset) {

    public SieReading {
        problems = List.copyOf(problems);
    }

    public boolean isValid() {
        return problems.stream().noneMatch(SieProblem::isFatal);
    }

    /**
     * The whole file, or none of it.
     *
     * @throws InvalidSieFile when there is a fatal problem
     */
    public SieFile orThrow() {
        if (!isValid()) {
            throw new InvalidSieFile(problems);
        }
        return file;
    }
}
