package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchants;
import se.kvitta.sandbox.fortnox.SandboxCompany;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** One service for the tests of a class; every test has a merchant and a company of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FortnoxService {

    static final Instant START = Instant.parse("2026-03-05T12:00:00Z");

    Path folder = Path.of("");
    Sandboxes sandboxes;
    TestHome home;
    TestKvitta kvitta;
    String merchant;

    /** Puts settlements where Klarna would; none unless a test says which. */
    void deliverSettlements() throws IOException {}

    @BeforeAll
    void startTheService(@TempDir Path given) throws IOException {
        folder = given;
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        deliverSettlements();
        home = new TestHome(folder.resolve("home"));
        kvitta = service();
    }

    TestKvitta service() {
        return settings().start();
    }

    /** How the service is started. */
    TestKvitta.Builder settings() {
        return TestKvitta.in(home).with(sandboxes).clock(new MovableClock(START));
    }

    @AfterAll
    void stopTheService() {
        kvitta.close();
        sandboxes.close();
    }

    @BeforeEach
    void takeACompany() {
        sandboxes.newCompany();
        merchant = "ljus" + sandboxes.tenant();
        kvitta.clock().set(START);
    }

    @AfterEach
    void mendFortnox() {
        sandboxes.fortnox().clearFaults();
        sandboxes.fortnox().resetCalls();
    }

    /** Writes the merchant's file; it is for the company of the test, whatever it says. */
    void write(String file) {
        home.merchant(merchant, file.replace("704001", sandboxes.tenant()).replace("ljus", merchant));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
        kvitta.lookedOver(merchant);
    }

    /** A merchant whose sales are booked per day, with its settlements. */
    void connectAMerchant() {
        write(TestMerchants.FORTNOX);
        kvitta.fetch(merchant + "-se");
    }

    SandboxCompany company() {
        return sandboxes.company();
    }

    long calls(String call) {
        return sandboxes.fortnox().calls(call);
    }

    List<Posting> in(Postings.State state) {
        return kvitta.bean(Postings.class).in(merchant, state);
    }

    List<Tasks.Task> tasks() {
        return kvitta.bean(Tasks.class).open().stream()
                .filter(task -> task.merchant().equals(merchant))
                .toList();
    }
}
