package se.kvitta.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.home.Home;
import se.kvitta.intake.Taken;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;

/** Puts a file that was dropped by hand where it belongs, with a text beside it that says in plain words why. */
public final class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

    private final Home home;
    private final Merchants merchants;
    private final Reasons reasons;
    private final Clock clock;

    public Inbox(Home home, Merchants merchants, Reasons reasons, Clock clock) {
        this.home = home;
        this.merchants = merchants;
        this.reasons = reasons;
        this.clock = clock;
    }

    /** Makes a folder for every profile, so that a person sees where to drop files. */
    public void makeFolders() {
        merchants.profiles().forEach(profile -> {
            try {
                Files.createDirectories(home.inbox().resolve(profile.name()));
            } catch (IOException e) {
                LOG.warn("the inbox folder of {} cannot be made: {}", profile.name(), e.getMessage());
            }
        });
    }

    /** The folder a file lies in names its profile; another folder, and the inbox itself, is nobody's. */
    public void begin(@Header("CamelFileAbsolutePath") String path, Exchange exchange) {
        Path folder = Path.of(path).resolveSibling(".").normalize();
        exchange.setProperty("origin", "inbox");
        exchange.removeProperty("profile");
        if (!folder.equals(home.inbox().toAbsolutePath().normalize())) {
            merchants
                    .profile(String.valueOf(folder.getFileName()))
                    .ifPresent(profile -> exchange.setProperty("profile", profile.name()));
        }
    }

    /** Moves a file to where it ends, and writes beside it what became of it. */
    public void finish(@Body Object result, @Header("CamelFileAbsolutePath") String path) throws IOException {
        Path file = Path.of(path);
        List<Taken> parts = parts(result);
        if (parts.isEmpty()) {
            String folder = String.valueOf(file.resolveSibling(".").normalize().getFileName());
            end(
                    file,
                    ".failed",
                    reasons.text(Reason.of(
                            "NO_SUCH_PROFILE",
                            "folder",
                            folder,
                            "profiles",
                            String.join(
                                    ", ",
                                    merchants.profiles().stream()
                                            .map(Profile::name)
                                            .toList()))));
            return;
        }
        String why = parts.stream().map(this::why).distinct().collect(Collectors.joining(System.lineSeparator()));
        if (parts.stream().anyMatch(part -> part.how() == Taken.How.LATER)) {
            LOG.info("{} stays in the inbox and is tried again: {}", file.getFileName(), why);
            return;
        }
        boolean failed =
                parts.stream().anyMatch(part -> part.how() == Taken.How.SKIPPED || part.how() == Taken.How.HELD);
        end(file, failed ? ".failed" : ".done", why);
    }

    /** What became of each part of a file; empty when it is nobody's. */
    private static List<Taken> parts(Object result) {
        return result instanceof List<?> parts
                ? parts.stream().map(Taken.class::cast).toList()
                : List.of();
    }

    private String why(Taken part) {
        @Nullable Reason reason = part.reason();
        return reason == null ? accepted(part.settlement()) : reasons.text(reason);
    }

    /** A fault of our own: the file stays where it is and is tried again. */
    public void failed(
            @Header("CamelFileAbsolutePath") String path,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        LOG.error("{} stays in the inbox and is tried again", path, cause);
    }

    private String accepted(@Nullable Settlement settlement) {
        if (settlement == null) {
            return "";
        }
        Merchant merchant = merchants.requireMerchant(settlement.merchant());
        var text = new StringBuilder();
        text.append(reasons.text(Reason.of(
                "DOCUMENT_ACCEPTED",
                "reference",
                settlement.title(),
                "payout",
                settlement.payout(),
                "day",
                settlement.payoutDay(),
                "rows",
                settlement.sourceRows(),
                "merchant",
                merchant.title(),
                "target",
                merchants.target(merchant.target()).name())));
        text.append(System.lineSeparator()).append(System.lineSeparator());
        for (Map.Entry<String, String> sum : settlement.proof().entrySet()) {
            text.append(String.format("%-22s %18s%n", sum.getKey(), sum.getValue()));
        }
        text.append(String.format("%-22s %18s%n", "=", "0"));
        return text.toString();
    }

    private void end(Path file, String folder, String text) throws IOException {
        Path ended = Files.createDirectories(file.resolveSibling(folder));
        String stamp = STAMP.format(LocalDateTime.ofInstant(clock.instant(), Stockholm.ZONE));
        Path place = ended.resolve(stamp + "-" + file.getFileName());
        Files.writeString(place.resolveSibling(place.getFileName() + ".txt"), text + System.lineSeparator());
        Files.move(file, place);
        LOG.info(
                "{} is in {}: {}",
                file.getFileName(),
                home.folder().relativize(ended),
                text.lines().findFirst().orElse(""));
    }
}
