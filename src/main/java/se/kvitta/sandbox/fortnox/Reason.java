package se.kvitta.sandbox.fortnox;

/** Why a call is refused: HTTP status, Fortnox's code, and its Swedish message with places for facts. */
interface Reason {

    int status();

    int code();

    String message();

    default Refusal refusal(Object... facts) {
        return new Refusal(this, facts);
    }
}
