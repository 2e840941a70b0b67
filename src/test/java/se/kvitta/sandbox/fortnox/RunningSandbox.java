package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.testing.FortnoxWire;
import se.kvitta.testing.openapi.SchemaWatch;

/** A sandbox per test, on a clock that stands still, with a rate limit that is out of the way. */
abstract class RunningSandbox {

    static final Instant START = Instant.parse("2026-10-15T10:00:00Z");
    static final long LJUSBUTIKEN = 704001;
    static final long KONTANTEN = 704002;
    static final long STRAMA = 704003;

    Path directory;
    FortnoxSandbox sandbox;
    Caller caller;
    private SchemaWatch wire;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        sandbox = FortnoxSandbox.start(options());
        wire = FortnoxWire.watchProbes(sandbox);
        caller = Caller.of(sandbox.baseUrl(), LJUSBUTIKEN);
    }

    /** Whatever a test did, the books are in order afterwards. */
    @AfterEach
    void stop() {
        try {
            sandbox.companies()
                    .forEach(company ->
                            assertThat(company.invariants()).as(company.name()).isEmpty());
        } finally {
            sandbox.close();
        }
        wire.requireNothing();
    }

    FortnoxSandbox.Options options() {
        return FortnoxSandbox.Options.in(directory)
                .clock(Clock.fixed(START, ZoneOffset.UTC))
                .limit(100_000, Duration.ofSeconds(5));
    }

    Caller caller(long tenant) {
        return Caller.of(sandbox.baseUrl(), tenant);
    }
}
