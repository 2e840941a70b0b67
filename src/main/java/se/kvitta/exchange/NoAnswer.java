package se.kvitta.exchange;

/** The publisher answered, but not what was asked, and may do so for as long as the same is asked; others are answered. */
final class NoAnswer extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoAnswer(String message) {
        super(message);
    }

    NoAnswer(String message, Throwable cause) {
        super(message, cause);
    }
}
