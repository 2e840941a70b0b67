package se.kvitta;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Settles what follows from where we run: the home folder as an absolute path, and whether nodes share a database. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class Installation implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        String home = environment.getRequiredProperty("kvitta.home");
        String database = environment.getRequiredProperty("spring.datasource.url");
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
                                !database.startsWith("jdbc:h2:"))));
    }
}
