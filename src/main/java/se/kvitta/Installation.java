package se.kvitta;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.ResourcePropertySource;

/**
 * Settles what follows from where we run: the home folder as an absolute path, whether nodes share a database, and how many
 * ids that takes ahead (decision 0045); and adds what sources and targets bring as defaults in {@code settings/<slug>.properties}.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class Installation implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        String home = environment.getRequiredProperty("kvitta.home");
        boolean embedded =
                environment.getRequiredProperty("spring.datasource.url").startsWith("jdbc:h2:");
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "installation",
                        Map.of(
                                "kvitta.home",
                                Path.of(home)
                                        .toAbsolutePath()
                                        .normalize()
                                        .toString()
                                        .replace('\\', '/'),
                                "kvitta.cluster",
                                !embedded,
                                "spring.flyway.placeholders.idsAhead",
                                embedded ? "1000" : "1")));
        defaults(context).forEach(environment.getPropertySources()::addLast);
    }

    private static List<ResourcePropertySource> defaults(ConfigurableApplicationContext context) {
        try {
            var sources = new ArrayList<ResourcePropertySource>();
            for (Resource file :
                    new PathMatchingResourcePatternResolver(context).getResources("classpath*:settings/*.properties")) {
                sources.add(new ResourcePropertySource(new EncodedResource(file, StandardCharsets.UTF_8)));
            }
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
