package se.kvitta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

class MainJobTest {

    @TempDir
    Path folder;

    @Test
    void booksEverySettlementOnceHoweverOftenItIsFetched() throws IOException {
        TestHome home = new TestHome(folder.resolve("home"))
                .merchant("ljus", TestMerchants.FORTNOX)
                .merchant("kaffe", TestMerchants.SIE);
        try (Sandboxes sandboxes = Sandboxes.start(folder.resolve("sandboxes"))) {
            for (String name : java.util.List.of(
                    "2201447718-sek-extended",
                    "XE7K2QPD-eur",
                    "0041822931-negative-zero-payout",
                    "2201459034-followup-repay")) {
                sandboxes.deliver(
                        name.substring(0, name.indexOf('-')) + "_20260216T000000_0.csv",
                        Files.readString(Path.of("src/test/resources/klarna/settlement-" + name + ".csv")));
            }
            try (TestKvitta kvitta = TestKvitta.in(home).with(sandboxes).start()) {
                for (int i = 0; i < 2; i++) {
                    kvitta.fetch("ljus-se");
                    kvitta.fetch("ljus-eu");
                    kvitta.fetch("kaffe-se");
                    kvitta.deliverAll("ljus");
                    kvitta.deliverAll("kaffe");
                }
                assertThat(kvitta.settlements("ljus")).hasSize(4);
                assertThat(sandboxes.company().vouchers()).hasSize(20);
                assertThat(home.outbox("kaffe")).hasSize(1);
            }
        }
    }
}
