package se.kvitta;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.testing.Databases;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

class MainJobTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void booksEverySettlementOnceHoweverOftenItIsFetched(Databases database) throws Exception {
        TestHome home = new TestHome(folder.resolve("home"))
                .merchant("ljus", TestMerchants.FORTNOX)
                .merchant("kaffe", TestMerchants.SIE);
        try (Sandboxes sandboxes = Sandboxes.start(folder.resolve("sandboxes"))) {
            for (String name : List.of(
                    "2201447718-sek-extended",
                    "XE7K2QPD-eur",
                    "0041822931-negative-zero-payout",
                    "2201459034-followup-repay")) {
                sandboxes.deliver(
                        name.substring(0, name.indexOf('-')) + "_20260216T000000_0.csv",
                        Files.readString(Path.of("src/test/resources/klarna/settlement-" + name + ".csv")));
            }
            TestKvitta.Builder service = TestKvitta.in(home).with(sandboxes);
            if (database == Databases.POSTGRESQL) {
                service.postgresql();
            }
            try (TestKvitta kvitta = service.start()) {
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
                assertThat(sandboxes.fortnox().answers(429)).isZero();
                assertLedgerEqualsJournal(kvitta, sandboxes);
            }
        }
    }

    /** The general ledger that the target exports, account by account, is what the journal says it was given. */
    private static void assertLedgerEqualsJournal(TestKvitta kvitta, Sandboxes sandboxes) throws Exception {
        Map<String, Long> journal = new TreeMap<>();
        for (Posting posting : kvitta.bean(Postings.class).in("ljus", Postings.State.DONE)) {
            posting.booking()
                    .voucher()
                    .rows()
                    .forEach(row ->
                            journal.merge(row.account().number(), row.amount().minor(), Math::addExact));
        }
        Map<String, Long> ledger = new TreeMap<>();
        sandboxes.ledger(6).vouchers().forEach(voucher -> voucher.rows()
                .forEach(row -> ledger.merge(row.account(), row.ore(), Math::addExact)));
        assertThat(ledger).isEqualTo(journal);
    }
}
