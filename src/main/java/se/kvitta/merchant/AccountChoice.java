package se.kvitta.merchant;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The account that a merchant or profile books a role on.
 *
 * @param from first Stockholm day it counts; null for always
 * @param until last Stockholm day it counts; null for ever
 */
public record AccountChoice(
        String role,
        String account,
        @Nullable LocalDate from,
        @Nullable LocalDate until) {}
