package se.kvitta.sandbox.klarna;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KlarnaCamelClientTest {

    @Test
    void aCamelConsumerReadsEveryReportAndChangesNothing(@TempDir Path home) throws Exception {
        var options = SandboxOptions.in(home.resolve("klarna")).withAccount(MerchantAccount.of("K700456", "hemligt"));
        try (var sandbox = KlarnaSftpSandbox.start(options);
                var camel = new DefaultCamelContext()) {
            sandbox.deliverSamples("K700456");
            camel.start();
            var uri = "sftp://" + sandbox.host() + ":" + sandbox.port() + "/?username=K700456&password=hemligt"
                    + "&knownHostsFile=" + home.resolve("klarna/known_hosts")
                    + "&strictHostKeyChecking=yes&useUserKnownHostsFile=false"
                    + "&autoCreate=false&noop=true&stepwise=false&disconnect=true&throwExceptionOnConnectFailed=true"
                    + "&localWorkDirectory=" + home.resolve("work");
            var names = new TreeSet<String>();
            try (var consumer = camel.createConsumerTemplate()) {
                for (var i = 0; i < 2; i++) {
                    var exchange = consumer.receive(uri, 20_000);
                    var name = exchange.getMessage().getHeader(Exchange.FILE_NAME, String.class);
                    assertThat(exchange.getMessage().getBody(byte[].class))
                            .isEqualTo(KlarnaSamples.read("K700456", name));
                    names.add(name);
                    consumer.doneUoW(exchange);
                }
            }

            assertThat(names).containsExactlyElementsOf(KlarnaSamples.filesOf("K700456"));
            assertThat(sandbox.activity().refusedChanges()).isZero();
            assertThat(sandbox.activity().refusedLogins()).isZero();
            assertThat(sandbox.activity().downloads()).isGreaterThanOrEqualTo(2);
        }
    }
}
