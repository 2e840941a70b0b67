package se.kvitta.intake;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.intake.Taken.How;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.NumberHits;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.journal.Watermarks;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.NothingToldOf;
import se.kvitta.settlement.Proof;
import se.kvitta.settlement.Statement;
import se.kvitta.settlement.Translator;
import se.kvitta.settlement.UnreadableDocument;

/** The steps of the intake routes that touch the journal. Each is committed before the next begins. */
public final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private static final String ATTEMPT = "attempt";

    private final Documents documents;
    private final Settlements settlements;
    private final Tasks tasks;
    private final Watermarks watermarks;
    private final Audit audit;
    private final Merchants merchants;
    private final TakenDocuments taken;
    private final Function<String, Translator> translators;
    private final ShopOrders orders;
    private final ReportWatch watch;
    private final NumberHits numbers;
    private final IntakeSettings settings;
    private final Clock clock;

    public Intake(
            Documents documents,
            Settlements settlements,
            Tasks tasks,
            Watermarks watermarks,
            Audit audit,
            Merchants merchants,
            TakenDocuments taken,
            Function<String, Translator> translators,
            ShopOrders orders,
            ReportWatch watch,
            NumberHits numbers,
            IntakeSettings settings,
            Clock clock) {
        this.documents = documents;
        this.settlements = settlements;
        this.tasks = tasks;
        this.watermarks = watermarks;
        this.audit = audit;
        this.merchants = merchants;
        this.taken = taken;
        this.translators = translators;
        this.orders = orders;
        this.watch = watch;
        this.numbers = numbers;
        this.settings = settings;
        this.clock = clock;
    }

    /** What to ask a profile's source for now: from where the last fetch ended, some days back, but never before its start. */
    public Fetch window(String profileName) {
        Profile profile = merchants.requireProfile(profileName);
        Instant start = Stockholm.startOf(profile.start());
        Instant from = watermarks
                .at(profile.name(), Watermarks.FETCHED)
                .map(last -> last.minus(settings.overlap()))
                .filter(overlapping -> overlapping.isAfter(start))
                .orElse(start);
        return new Fetch(profile, from, clock.instant());
    }

    /**
     * The source was asked for everything in the window: remember how far, and that it answered.
     *
     * @param served how far it told, where that is less than it was asked for; the next window begins there
     */
    public void fetched(@ExchangeProperty("fetch") Fetch fetch, @ExchangeProperty("served") @Nullable Instant served) {
        Instant until = served != null && served.isBefore(fetch.to()) ? served : fetch.to();
        watermarks.advance(fetch.profile().name(), Watermarks.FETCHED, until);
        tasks.close(fetch.profile().merchant(), sourceSubject(fetch.profile()));
    }

    /**
     * The source could not be asked, or not all of what it told can be taken in ({@link NotTakenIn}): a person is told; the next run asks for
     * the same window again.
     */
    public void notFetched(
            @ExchangeProperty("fetch") Fetch fetch, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        Profile profile = fetch.profile();
        LOG.warn("profile {}: its source could not be read: {}", profile.name(), Causes.of(cause));
        tasks.open(
                profile.merchant(),
                profile.name(),
                sourceSubject(profile),
                whyNot(cause)
                        .with("profile", profile.name())
                        .with("source", profile.source())
                        .with("since", fetch.from()));
    }

    private static Reason whyNot(Exception thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotTakenIn told) {
                return told.reason();
            }
        }
        return Reason.of("SOURCE_NOT_READ", "cause", Causes.of(thrown));
    }

    /** Keeps the bytes unchanged before anybody reads them. */
    public Document keep(
            File file,
            @ExchangeProperty("profile") String profileName,
            @ExchangeProperty("origin") String origin,
            @Header(Exchange.FILE_NAME_ONLY) String name,
            Exchange exchange) {
        // A route may hand in several documents with one exchange: nothing of the last may stick.
        exchange.removeProperty(ATTEMPT);
        Profile profile = merchants.requireProfile(profileName);
        return documents.store(profile.name(), profile.source(), origin, name, Path.of(file.getPath()));
    }

    /** Keeps bytes unchanged beside a settlement that is known from another document. Nobody reads them. */
    public void keepBeside(
            File file,
            @ExchangeProperty("profile") String profileName,
            @ExchangeProperty("reference") String reference,
            @Header(Exchange.FILE_NAME_ONLY) String name) {
        Profile profile = merchants.requireProfile(profileName);
        documents.storeBeside(profile.name(), profile.source(), name, Path.of(file.getPath()), reference);
    }

    /** Begins to read a claimed document. Throws {@link UnreadableDocument} when it is nothing its source sends. */
    public Attempt open(Document document, Exchange exchange) throws IOException {
        Profile profile = merchants.requireProfile(document.profile());
        var attempt = new Attempt(
                profile,
                settlements.stage(document, taken.attempt(document.key()), profile.merchant()),
                document.origin().equals("source"));
        exchange.setProperty(ATTEMPT, attempt);
        attempt.read(translators.apply(profile.source()).read(documents.content(document)));
        attempt.tellOrders(told -> orders.take(told, profile.name()));
        return attempt;
    }

    public void stage(Block block, @ExchangeProperty(ATTEMPT) Attempt attempt) {
        attempt.add(block);
    }

    /** Proves what was staged and makes it count. */
    public Taken accept(@ExchangeProperty(ATTEMPT) Attempt attempt) {
        Statement statement = attempt.statement();
        Proof proof = attempt.proof();
        @Nullable Reason notOurs = notOurs(attempt, statement);
        if (notOurs != null) {
            return drop(attempt, Documents.State.SKIPPED, statement.reference(), notOurs);
        }
        if (statement.payout() == null) {
            return acceptWithoutPayout(attempt, statement, proof);
        }
        if (!proof.holds()) {
            throw new UnreadableDocument(proof.failure(statement.reference()));
        }
        return accept(attempt, statement, statement.payout(), statement.payoutDay(), proof);
    }

    /** A document of which nothing counts: a person must look at it, unless it says that there is nothing in it. */
    public Taken hold(Exchange exchange, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        Reason reason = cause instanceof UnreadableDocument unreadable
                ? unreadable.reason()
                : cause instanceof Settlements.Differs differs
                        ? differs.reason()
                        : Reason.of("TRANSLATION_FAILED", "cause", Causes.of(cause));
        @Nullable Attempt attempt = exchange.getProperty(ATTEMPT, Attempt.class);
        if (attempt == null) {
            throw new IllegalStateException("held without an attempt: " + reason, cause);
        }
        return drop(
                attempt,
                cause instanceof NothingToldOf ? Documents.State.SKIPPED : Documents.State.HELD,
                reason.facts().getOrDefault("reference", ""),
                watch.explained(attempt.profile(), reason));
    }

    /** A passing fault: everything staged goes, and the document is taken in again later. */
    public Taken later(Exchange exchange, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        @Nullable Attempt attempt = exchange.getProperty(ATTEMPT, Attempt.class);
        LOG.warn("a document could not be taken in now and is tried again: {}", Causes.of(cause));
        if (attempt != null) {
            attempt.close();
            settlements.abandon(attempt.staging());
        }
        return new Taken(How.LATER, "", null, Reason.of("INTAKE_LATER", "cause", Causes.of(cause)));
    }

    /** The same bytes were handed in before: what came of them then. */
    public Taken known(Document document) {
        Document now = documents.find(document.id()).orElse(document);
        Optional<Settlement> settlement = settlements.counting(now.profile(), now.reference(), 0);
        How how =
                switch (now.state()) {
                    case TAKEN -> How.KNOWN;
                    case HELD -> How.HELD;
                    case SKIPPED -> How.SKIPPED;
                    case STORED, TAKING -> How.LATER;
                };
        @Nullable Reason reason = now.reason();
        if (reason == null) {
            reason = Reason.of("KNOWN_DOCUMENT", "name", now.name(), "reference", now.reference());
        }
        return new Taken(how, now.name(), settlement.orElse(null), reason);
    }

    /** Documents whose attempt was cut off, or that were let pass again: to be taken in from the stored bytes. */
    public List<Document> leftBehind() {
        settlements.dropCutOff(settings.signOfLife());
        return documents.leftBehind(settings.signOfLife()).stream()
                .filter(document -> merchants.profile(document.profile()).isPresent())
                .toList();
    }

    /** At the start of an installation with one node: whatever was under way is not any more. */
    public void recoverAtStart() {
        settlements.dropCutOff(Duration.ZERO);
        documents.releaseAll();
        documents.deleteCutOffUploads();
    }

    private @Nullable Reason notOurs(Attempt attempt, Statement statement) {
        Profile profile = attempt.profile();
        String account = profile.connection().get("account", "");
        if (!account.isEmpty() && !statement.account().isEmpty() && !account.equals(statement.account())) {
            return ofAnother(attempt, statement, account);
        }
        if (!profile.takes(statement.currency())) {
            Optional<Profile> other = merchants.requireMerchant(profile.merchant()).profiles().values().stream()
                    .filter(candidate -> candidate.whose().equals(profile.whose()))
                    .filter(candidate -> candidate.takes(statement.currency()))
                    .findFirst();
            if (other.isEmpty()) {
                throw new UnreadableDocument(Reason.of(
                        "CURRENCY_NOT_EXPECTED",
                        "reference",
                        statement.reference(),
                        "currency",
                        statement.currency(),
                        "profile",
                        profile.name(),
                        "expected",
                        profile.currencies()));
            }
            return Reason.of(
                    "OTHER_PROFILE_TAKES_IT",
                    "reference",
                    statement.reference(),
                    "currency",
                    statement.currency(),
                    "other",
                    other.get().name());
        }
        LocalDate day = statement.payoutDay();
        if (day != null && day.isBefore(profile.start())) {
            return Reason.of(
                    "SETTLED_BEFORE_START", "reference", statement.reference(), "day", day, "start", profile.start());
        }
        return null;
    }

    /**
     * Documents of several accounts may lie in one place, where the source's route finds them for each profile: each is taken by its own, and is
     * nobody's where that is said. One that a person hands in for the wrong profile is told.
     */
    private Reason ofAnother(Attempt attempt, Statement statement, String expected) {
        Profile profile = attempt.profile();
        Optional<Profile> other = merchants.requireMerchant(profile.merchant()).profiles().values().stream()
                .filter(candidate -> candidate.source().equals(profile.source()))
                .filter(candidate -> candidate.connection().get("account", "").equals(statement.account()))
                .findFirst();
        if (other.isPresent() && attempt.isFetched()) {
            return Reason.of(
                    "ACCOUNT_OF_OTHER_PROFILE",
                    "reference",
                    statement.reference(),
                    "account",
                    statement.account(),
                    "other",
                    other.get().name());
        }
        if (Arrays.asList(profile.connection().get("otherAccounts", "").split("[\\s,]+", -1))
                .contains(statement.account())) {
            return Reason.of(
                    "ACCOUNT_LEFT_ALONE",
                    "reference",
                    statement.reference(),
                    "account",
                    statement.account(),
                    "profile",
                    profile.name());
        }
        throw new UnreadableDocument(Reason.of(
                "ACCOUNT_NOT_EXPECTED",
                "reference",
                statement.reference(),
                "account",
                statement.account(),
                "profile",
                profile.name(),
                "expected",
                expected));
    }

    /** Without a stated payout there is no proof, unless the payout is known from another document. */
    private Taken acceptWithoutPayout(Attempt attempt, Statement statement, Proof proof) {
        Settlement known = settlements
                .counting(attempt.profile().name(), statement.reference(), 0)
                .orElseThrow(() -> new UnreadableDocument(Reason.of(
                        "NO_SUMMARY",
                        "reference",
                        statement.reference(),
                        "sum",
                        proof.left(),
                        "rows",
                        statement.rows())));
        Money rows = settlements.rowsOf(known);
        if (!proof.left().equals(rows) || !proof.broken().isEmpty()) {
            throw new UnreadableDocument(Reason.of(
                    "NOT_THE_KNOWN_PAYOUT", "reference", statement.reference(), "sum", proof.left(), "known", rows));
        }
        return end(attempt, settlements.acceptAgain(attempt.staging(), known), statement);
    }

    private Taken accept(
            Attempt attempt, Statement statement, Money payout, @Nullable LocalDate payoutDay, Proof proof) {
        if (payoutDay == null) {
            throw new UnreadableDocument(Reason.of("PAYOUT_DAY_MISSING", "reference", statement.reference()));
        }
        Settlements.Outcome outcome = settlements.accept(
                attempt.staging(),
                statement,
                payout,
                payoutDay,
                proof,
                attempt.profile().corrects());
        return end(attempt, outcome, statement);
    }

    private Taken end(Attempt attempt, Settlements.Outcome outcome, Statement statement) {
        attempt.close();
        Document document = attempt.staging().document();
        Profile profile = attempt.profile();
        tasks.close(profile.merchant(), documentSubject(document));
        audit.add(
                Audit.KVITTA,
                "settlement " + outcome.name().toLowerCase(Locale.ROOT),
                profile.merchant(),
                "settlement " + statement.reference(),
                "document " + document.id() + " " + document.name() + " sha256 " + document.sha256());
        LOG.info(
                "profile {}: {} is {} as payout {} of {}",
                profile.name(),
                document.name(),
                outcome,
                statement.reference(),
                statement.payout());
        // Documents that had no proof of their own may have one now.
        documents.held(profile.name(), statement.reference()).stream()
                .filter(held -> held.reason() != null && held.reason().code().equals("NO_SUMMARY"))
                .forEach(held -> documents.reopen(held.id()));
        watch.taken(profile, document, statement, attempt.layout());
        @Nullable LocalDate day = statement.payoutDay();
        if (outcome != Settlements.Outcome.KNOWN && day != null) {
            numbers.keep(
                    profile.name(),
                    statement.reference(),
                    day,
                    attempt.numbers().found());
        }
        return switch (outcome) {
            case ACCEPTED, REPLACING, SUPPLEMENTING ->
                new Taken(
                        How.ACCEPTED,
                        document.name(),
                        settlements.find(attempt.staging().id()).orElse(null),
                        null);
            case TOLD_ANEW -> taken(How.ACCEPTED, attempt, statement, "PAYOUT_TOLD_ANEW");
            case RETOLD -> taken(How.ACCEPTED, attempt, statement, "PAYOUT_RETOLD");
            case KNOWN -> taken(How.KNOWN, attempt, statement, "KNOWN_PAYOUT");
        };
    }

    private Taken taken(How how, Attempt attempt, Statement statement, String code) {
        return new Taken(
                how,
                attempt.staging().document().name(),
                settlements
                        .counting(attempt.profile().name(), statement.reference(), 0)
                        .orElse(null),
                Reason.of(code, "reference", statement.reference()));
    }

    private Taken drop(Attempt attempt, Documents.State state, String reference, Reason reason) {
        Document document = attempt.staging().document();
        Profile profile = attempt.profile();
        attempt.close();
        settlements.drop(attempt.staging(), state, reference, reason);
        boolean held = state == Documents.State.HELD;
        LOG.info("profile {}: {} is {}: {}", profile.name(), document.name(), state, reason);
        audit.add(
                Audit.KVITTA,
                held ? "document held" : "document skipped",
                profile.merchant(),
                documentSubject(document),
                reason.toString());
        if (held) {
            tasks.open(
                    profile.merchant(),
                    profile.name(),
                    documentSubject(document),
                    reason.with("document", document.name()).with("profile", profile.name()));
        }
        return new Taken(held ? How.HELD : How.SKIPPED, document.name(), null, reason);
    }

    static String documentSubject(Document document) {
        return "document " + document.id();
    }

    private static String sourceSubject(Profile profile) {
        return "source of " + profile.name();
    }
}
