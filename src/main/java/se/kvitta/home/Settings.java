package se.kvitta.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Turns what a merchant file says into values: {@code {{name}}} is a configuration property, {@code secret:NAME} is a
 * secret from the environment or a mounted file. Secrets are looked up when they are used and never kept.
 */
public final class Settings {

    private static final String SECRET = "secret:";
    private static final Pattern PROPERTY = Pattern.compile("\\{\\{([\\w.-]+)}}");

    private final Environment environment;
    private final List<Path> secretFolders;

    /** @param secretFolders where a file named like the secret may hold it; the first that has it is taken */
    public Settings(Environment environment, List<Path> secretFolders) {
        this.environment = environment;
        this.secretFolders = List.copyOf(secretFolders);
    }

    /** Throws {@link IllegalArgumentException} naming the property or secret that is missing, never a value. */
    public String resolve(String text) {
        if (text.startsWith(SECRET)) {
            return secret(text.substring(SECRET.length()))
                    .orElseThrow(() -> new IllegalArgumentException("the secret " + text.substring(SECRET.length())
                            + " is neither in the environment nor in " + secretFolders));
        }
        return PROPERTY.matcher(text).replaceAll(match -> Matcher.quoteReplacement(property(match.group(1))));
    }

    /** The same of what is no secret: properties that are configured are put in their place, anything else stays as it is. */
    public String resolveOpen(String text) {
        return text.startsWith(SECRET)
                ? text
                : PROPERTY.matcher(text)
                        .replaceAll(match -> Matcher.quoteReplacement(
                                Objects.requireNonNullElse(environment.getProperty(match.group(1)), match.group())));
    }

    private String property(String name) {
        @Nullable String value = environment.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("the property " + name + " is not configured");
        }
        return value;
    }

    private Optional<String> secret(String name) {
        if (!name.matches("\\w+")) {
            throw new IllegalArgumentException("'" + name + "' is no name of a secret: use letters, digits and _");
        }
        @Nullable String value = secret(environment, name);
        if (value != null) {
            return Optional.of(value);
        }
        for (Path folder : secretFolders) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                try {
                    return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
                } catch (IOException e) {
                    throw new UncheckedIOException("the secret " + name + " cannot be read from " + folder, e);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * A secret of the environment or Spring's properties as it stands there; null when it is missing or blank. Not by
     * {@link Environment#getProperty}, which takes a dollar and a brace for a placeholder and prints the value if it is none.
     */
    public static @Nullable String secret(Environment environment, String name) {
        for (PropertySource<?> source : ((ConfigurableEnvironment) environment).getPropertySources()) {
            @Nullable Object value = source.getProperty(name);
            if (value != null && !value.toString().isBlank()) {
                return value.toString();
            }
        }
        return null;
    }
}
