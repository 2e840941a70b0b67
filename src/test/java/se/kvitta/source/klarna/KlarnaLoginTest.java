package se.kvitta.source.klarna;

import static org.assertj.core.api.Assertions.assertThat;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.KeyPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchants;
import se.kvitta.sandbox.klarna.MerchantAccount;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** Who logs in where: by password or key, only to the server that is known, and changing nothing there. */
class KlarnaLoginTest {

    private static final String LOGIN = "{ username: K700123, password: secret:TEST_KLARNA_PASSWORD }";

    @TempDir
    Path folder;

    private TestHome home;
    private Sandboxes sandboxes;
    private TestKvitta kvitta;

    @BeforeEach
    void start() throws IOException {
        home = new TestHome(folder.resolve("home")).merchant("kaffe", TestMerchants.SIE);
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        kvitta = TestKvitta.in(home).with(sandboxes).start();
        deliver("2201600001");
    }

    @AfterEach
    void stop() {
        kvitta.close();
        sandboxes.close();
    }

    private void deliver(String reference) throws IOException {
        sandboxes.deliver(
                reference + "_20260216T000000_0.csv",
                Files.readString(Path.of("src/test/resources/golden/sources/klarna/plain-sale-and-fee/input.csv"))
                        .replace("2201500101", reference));
    }

    private void connectBy(String login) {
        home.merchant("kaffe", TestMerchants.SIE.replace(LOGIN, login));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
    }

    private List<String> references() {
        return kvitta.settlements("kaffe").stream().map(Settlement::reference).toList();
    }

    private List<Tasks.Task> tasks() {
        return kvitta.bean(Tasks.class).open();
    }

    @Test
    void logsInByKeyAndChangesNothingAtTheServer() throws Exception {
        var jsch = new JSch();
        KeyPair pair = KeyPair.genKeyPair(jsch, KeyPair.ECDSA, 256);
        Path key = folder.resolve("key");
        pair.writePrivateKey(key.toString());
        var line = new ByteArrayOutputStream();
        pair.writePublicKey(line, "kvitta");
        sandboxes
                .klarna()
                .add(MerchantAccount.of(Sandboxes.MID, "another password")
                        .withAuthorizedKey(line.toString(StandardCharsets.UTF_8).strip()));
        connectBy("{ username: K700123, privateKeyFile: \"" + key + "\" }");

        kvitta.fetch("kaffe-se");

        assertThat(references()).containsExactly("2201600001");
        assertThat(tasks()).isEmpty();
        assertThat(sandboxes.klarna().activity().refusedChanges()).isZero();
        assertThat(sandboxes.klarna().activity().refusedLogins()).isZero();
    }

    @Test
    void triesAWrongPasswordOnceAndTellsAPerson() throws IOException {
        connectBy("{ username: K700123, password: wrong }");
        kvitta.fetch("kaffe-se");
        assertThat(references()).isEmpty();
        assertThat(tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.reason().code()).isEqualTo("SOURCE_NOT_READ"));
        assertThat(sandboxes.klarna().activity().refusedLogins())
                .as("a login that is repeated can lock an account")
                .isEqualTo(1);

        connectBy(LOGIN);
        kvitta.fetch("kaffe-se");
        assertThat(references()).containsExactly("2201600001");
        assertThat(tasks()).isEmpty();
    }

    @Test
    void refusesAServerThatShowsAnotherKeyThanTheFirst() throws IOException {
        kvitta.fetch("kaffe-se");
        long logins = sandboxes.klarna().activity().logins();
        sandboxes.klarna().changeHostKey();
        deliver("2201600002");

        kvitta.fetch("kaffe-se");

        assertThat(references()).containsExactly("2201600001");
        assertThat(sandboxes.klarna().activity().logins()).isEqualTo(logins);
        assertThat(tasks()).singleElement().satisfies(task -> assertThat(
                        task.reason().facts().get("cause"))
                .containsIgnoringCase("host"));

        String key = sandboxes.klarna().knownHostsLine().replaceFirst("^\\S+ ", "");
        connectBy(LOGIN.replace(" }", ", hostKey: \"" + key + "\" }"));
        kvitta.fetch("kaffe-se");
        assertThat(references()).containsExactly("2201600001", "2201600002");
        assertThat(tasks()).isEmpty();
    }

    @Test
    void refusesAServerThatShowsAnotherKeyThanTheMerchantFileNames() throws IOException {
        String key = sandboxes.klarna().knownHostsLine().replaceFirst("^\\S+ ", "");
        connectBy(LOGIN.replace(" }", ", hostKey: \"" + key + "\" }"));
        sandboxes.klarna().changeHostKey();
        kvitta.fetch("kaffe-se");
        assertThat(references()).isEmpty();
        assertThat(sandboxes.klarna().activity().logins()).isZero();
        assertThat(tasks()).hasSize(1);
    }

    @Test
    void knowsAServerThatOnlyMovedToAnotherPort() throws IOException {
        kvitta.fetch("kaffe-se");
        kvitta.close();
        sandboxes.close();
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        deliver("2201600002");
        kvitta = TestKvitta.in(home).with(sandboxes).start();
        kvitta.fetch("kaffe-se");
        assertThat(references()).containsExactly("2201600001", "2201600002");
        assertThat(tasks()).isEmpty();
    }
}
