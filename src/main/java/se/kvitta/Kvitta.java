package se.kvitta;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service. */
@SpringBootApplication
public class Kvitta {

    public static void main(String[] args) {
        SpringApplication.run(Kvitta.class, args);
    }
}
