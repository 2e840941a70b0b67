package se.kvitta.sandbox.klarna;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * How a sandbox is started.
 *
 * @param directory holds all of its state; what an earlier start left there goes on
 * @param port on the loopback address; 0 takes a free one (the real server listens on 4001)
 * @param accounts written to the directory at start, beside those that are there
 * @param clock decides what is 90 days old and what was before activation
 */
public record SandboxOptions(Path directory, int port, List<MerchantAccount> accounts, Clock clock) {

    public SandboxOptions {
        accounts = List.copyOf(accounts);
    }

    /** A free port, the system's clock, and the accounts that are already in the directory. */
    public static SandboxOptions in(Path directory) {
        return new SandboxOptions(directory, 0, List.of(), Clock.systemUTC());
    }

    public SandboxOptions withPort(int chosen) {
        return new SandboxOptions(directory, chosen, accounts, clock);
    }

    public SandboxOptions withAccount(MerchantAccount account) {
        var more = new ArrayList<>(accounts);
        more.add(account);
        return new SandboxOptions(directory, port, more, clock);
    }

    public SandboxOptions withClock(Clock other) {
        return new SandboxOptions(directory, port, accounts, other);
    }
}
