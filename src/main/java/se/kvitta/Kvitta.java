package se.kvitta;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;
import se.kvitta.demo.Demo;

/** Starts the service. */
@SpringBootApplication
@EnableScheduling
public class Kvitta {

    public static void main(String[] args) {
        application().run(args);
    }

    /** The application before it runs; tests start it the same way. */
    public static SpringApplication application() {
        var application = new SpringApplication(Kvitta.class);
        application.addInitializers(new Installation(), new Demo());
        return application;
    }
}
