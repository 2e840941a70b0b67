package se.kvitta.exchange;

/** The publisher may not be called yet: nothing was asked. */
final class NotItsTurn extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotItsTurn(String publisher) {
        super(publisher + " may not be called yet");
    }
}
