package se.kvitta.operations;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Leads people to the console. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class WebStart implements WebMvcConfigurer {

    private static final String CONSOLE = "/actuator/hawtio/";

    @Override
    public void addViewControllers(ViewControllerRegistry pages) {
        pages.addRedirectViewController("/", CONSOLE);
        pages.addRedirectViewController("/hawtio", CONSOLE);
    }
}
