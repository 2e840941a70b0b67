package se.kvitta.operations;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.web.filter.OncePerRequestFilter;
import se.kvitta.home.Home;

/** The login: an operator, who may act, and a viewer, who may look. Everything needs one, except whether we live, and webhooks. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
public class Security {

    static final String OPERATOR = "OPERATOR";
    static final String VIEWER = "VIEWER";

    private static final String[] OPEN = {"/actuator/health/liveness", "/error", "/login", "/kvitta.css"};

    /** Webhooks have no login: the source checks their signature. They begin no session, and may do nothing else. */
    @Bean
    @Order(1)
    SecurityFilterChain webhooks(HttpSecurity http) throws Exception {
        return http.securityMatcher(HintApi.PATH + "/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers(HttpMethod.POST, HintApi.PATH + "/*")
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .build();
    }

    @Bean
    SecurityFilterChain login(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers(OPEN)
                        .permitAll()
                        .requestMatchers("/connected")
                        .hasRole(OPERATOR)
                        .requestMatchers(HttpMethod.POST, "/connect/**", "/postings/**", "/preflight/**", "/api/**")
                        .hasRole(OPERATOR)
                        .requestMatchers(HttpMethod.DELETE, "/api/**")
                        .hasRole(OPERATOR)
                        .anyRequest()
                        .hasAnyRole(OPERATOR, VIEWER))
                .formLogin(form -> form.loginPage("/login").defaultSuccessUrl("/hawtio"))
                .httpBasic(Customizer.withDefaults())
                .logout(logout -> logout.logoutSuccessUrl("/login?ended"))
                .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                        .csrfTokenRequestHandler(new CsrfTokenRequestAttributeHandler()))
                .addFilterAfter(new CsrfCookie(), BasicAuthenticationFilter.class)
                .build();
    }

    @Bean
    Logins logins(Home home, Environment environment) {
        return Logins.of(home, environment);
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return new OnceHashed(new BCryptPasswordEncoder());
    }

    @Bean
    UserDetailsService users(Logins logins, PasswordEncoder encoder) {
        return new InMemoryUserDetailsManager(
                User.withUsername("operator")
                        .password(encoder.encode(logins.operatorPassword()))
                        .roles(OPERATOR, VIEWER)
                        .build(),
                User.withUsername("viewer")
                        .password(encoder.encode(logins.viewerPassword()))
                        .roles(VIEWER)
                        .build());
    }

    /** Reads the token, so that its cookie is written for the console's scripts. */
    private static final class CsrfCookie extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token) {
                token.getToken();
            }
            chain.doFilter(request, response);
        }
    }
}
