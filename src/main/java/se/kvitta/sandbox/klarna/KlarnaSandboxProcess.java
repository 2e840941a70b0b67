package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The sandbox as a process of its own. */
final class KlarnaSandboxProcess {

    private static final String USAGE = "usage: DIRECTORY [--port=N] [--account=MID:PASSWORD[:FOLDER]]... [--samples]";

    private KlarnaSandboxProcess() {}

    static void run(String[] arguments) throws IOException, InterruptedException {
        // Standard output carries one line; the server's own log would drown it.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "sandbox/klarna/logback.xml");
        }
        if (arguments.length == 0 || arguments[0].startsWith("--")) {
            throw new IllegalArgumentException(USAGE);
        }
        var options = SandboxOptions.in(Path.of(arguments[0]));
        List<String> merchants = new ArrayList<>();
        var samples = false;
        for (var argument : List.of(arguments).subList(1, arguments.length)) {
            if (argument.startsWith("--port=")) {
                options = options.withPort(Integer.parseInt(argument.substring("--port=".length())));
            } else if (argument.startsWith("--account=")) {
                var account = account(argument.substring("--account=".length()));
                options = options.withAccount(account);
                merchants.add(account.merchantId());
            } else if (argument.equals("--samples")) {
                samples = true;
            } else {
                throw new IllegalArgumentException("'" + argument + "' is not known; " + USAGE);
            }
        }
        try (var sandbox = KlarnaSftpSandbox.start(options)) {
            if (samples) {
                for (var merchant : merchants) {
                    sandbox.deliverSamples(merchant);
                }
            }
            System.out.println("klarna sandbox listening on " + sandbox.host() + ":" + sandbox.port());
            System.out.flush();
            new CountDownLatch(1).await();
        }
    }

    private static MerchantAccount account(String text) {
        var parts = text.split(":", 3);
        if (parts.length < 2) {
            throw new IllegalArgumentException("an account is written MID:PASSWORD or MID:PASSWORD:FOLDER");
        }
        var account = MerchantAccount.of(parts[0], parts[1]);
        return parts.length == 3 ? account.withDirectory(parts[2]) : account;
    }
}
