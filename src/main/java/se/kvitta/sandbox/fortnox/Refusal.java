package se.kvitta.sandbox.fortnox;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends a call with an answer that is not a success; nothing has been changed. */
final class Refusal extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;
    private final transient @Nullable Reason reason;

    Refusal(Reason reason, Object... facts) {
        this(reason, String.format(Locale.ROOT, reason.message(), facts));
    }

    private Refusal(Reason reason, String message) {
        super(message);
        this.reason = reason;
        this.answer = inEnvelope(reason.status(), reason.code(), message);
    }

    Refusal(Answer answer) {
        super("HTTP " + answer.status());
        this.reason = null;
        this.answer = answer;
    }

    /** Refusing is everyday work here: no stack trace. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    Answer answer() {
        return answer;
    }

    /** Empty when the answer has a form of its own. */
    Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }

    /** A 404 has upper-case keys and everything else lower-case ones: both were recorded. */
    static Answer inEnvelope(int status, int code, String message) {
        var envelope = Json.object();
        var information = envelope.putObject("ErrorInformation");
        boolean upperCase = status == 404;
        information.put(upperCase ? "Error" : "error", 1);
        information.put(upperCase ? "Message" : "message", message);
        information.put(upperCase ? "Code" : "code", code);
        return Answer.json(status, envelope);
    }
}
