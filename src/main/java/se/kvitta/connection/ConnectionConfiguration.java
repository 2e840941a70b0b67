package se.kvitta.connection;

import java.net.URI;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import se.kvitta.home.Vault;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Consents;
import se.kvitta.journal.Database;
import se.kvitta.journal.Grants;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchants;

/** Puts together how connections are made and kept. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionSettings.class)
class ConnectionConfiguration {

    @Bean
    Grants grants(Database database, Tasks tasks, Audit audit) {
        return new Grants(database, tasks, audit);
    }

    @Bean
    Consents consents(Database database) {
        return new Consents(database);
    }

    @Bean
    Connections connections(
            Merchants merchants, ObjectProvider<Authority> authorities, @Value("${kvitta.url}") URI url) {
        return new Connections(merchants, authorities.stream().toList(), url);
    }

    @Bean
    Alarm connectionAlarm(Connections connections, Tasks tasks) {
        return new Alarm(connections, tasks);
    }

    @Bean
    Seal tokenSeal(Vault vault, Clock clock) {
        return new Seal(vault, clock);
    }

    @Bean
    TokenHost tokenHost(ConnectionSettings settings) {
        return new TokenHost(settings.timeout());
    }

    @Bean
    Renewals renewals(
            Connections connections,
            Grants grants,
            Alarm alarm,
            Seal seal,
            TokenHost host,
            ConnectionSettings settings,
            Clock clock) {
        return new Renewals(connections, grants, alarm, seal, host, settings, clock);
    }

    @Bean
    AccessTokens accessTokens(
            Connections connections,
            Grants grants,
            Alarm alarm,
            Seal seal,
            TokenHost host,
            Renewals renewals,
            ConnectionSettings settings,
            Clock clock) {
        return new AccessTokens(connections, grants, alarm, seal, host, renewals, settings, clock);
    }

    @Bean
    ConsentFlow consentFlow(
            Connections connections,
            Grants grants,
            Consents consents,
            Audit audit,
            Alarm alarm,
            Seal seal,
            TokenHost host,
            ConnectionSettings settings,
            Clock clock) {
        return new ConsentFlow(connections, grants, consents, audit, alarm, seal, host, settings, clock);
    }

    @Bean
    Upkeep connectionUpkeep(
            Connections connections,
            AccessTokens tokens,
            Grants grants,
            Alarm alarm,
            ConnectionSettings settings,
            Clock clock) {
        return new Upkeep(connections, tokens, grants, alarm, settings, clock);
    }
}
