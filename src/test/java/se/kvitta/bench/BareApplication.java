package se.kvitta.bench;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * Spring Boot and Camel with everything on Kvitta's class path, and nothing of Kvitta: what a start costs before it does
 * anything. Not found by Kvitta's component scan, because only its name makes it a configuration.
 */
@EnableAutoConfiguration
class BareApplication {

    public static void main(String[] arguments) {
        var application = new SpringApplication(BareApplication.class);
        application.setDefaultProperties(Map.of(
                "spring.config.location", "optional:classpath:/no-such-folder/",
                "spring.flyway.enabled", "false",
                "spring.quartz.job-store-type", "memory",
                "camel.main.run-controller", "true",
                "server.port", "0"));
        application.run(arguments);
    }
}
