package se.kvitta.merchant;

import java.util.Optional;

/**
 * What a source demands of a profile's connection, so that a wrong one is refused when the merchant file is read. A bean of this
 * type is named {@code <slug>Connection}. Secrets are not asked for: they may come later.
 */
@FunctionalInterface
public interface ConnectionCheck {

    /** Takes every connection: the source's route says what is missing. */
    ConnectionCheck ANY = profile -> Optional.empty();

    /** The first thing that is wrong with the connection of a profile. */
    Optional<Wrong> check(Profile profile);

    /** Whether the source can be asked for the orders behind a profile's money, by what its connection says. */
    default boolean tellsOrders(Profile profile) {
        return false;
    }

    /**
     * What is wrong.
     *
     * @param field of the connection
     * @param message what is wrong and what is allowed
     */
    record Wrong(String field, String message) {}
}
