package se.kvitta.sandbox.fortnox;

import java.util.Locale;

/** Ends a call with an answer that is not a success; nothing has been changed. */
final class Refusal extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    Refusal(Reason reason, Object... facts) {
        this(reason, String.format(Locale.ROOT, reason.message(), facts));
    }

    private Refusal(Reason reason, String message) {
        super(message);
        this.answer = inEnvelope(reason.status(), reason.code(), message);
    }

    Refusal(Answer answer) {
        super("HTTP " + answer.status());
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
