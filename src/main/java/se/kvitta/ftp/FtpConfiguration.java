package se.kvitta.ftp;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import se.kvitta.home.Home;
import se.kvitta.home.Settings;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchants;

/** Puts the FTP server together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FtpSettings.class)
class FtpConfiguration {

    @Bean
    FtpLogins ftpLogins(Merchants merchants) {
        return new FtpLogins(merchants);
    }

    @Bean
    UploadServer uploadServer(FtpSettings ftp, Settings settings, Home home, FtpLogins logins, Clock clock) {
        return new UploadServer(
                ftp, settings, home, new FtpUsers(logins, new LoginThrottle(ftp.failures(), ftp.lockout(), clock)));
    }

    @Bean
    UploadDrop uploadDrop(Home home, FtpLogins logins, Tasks tasks) {
        return new UploadDrop(home, logins, tasks);
    }

    @Bean
    UploadHealth ftpHealthIndicator(UploadServer server, FtpLogins logins) {
        return new UploadHealth(server, logins);
    }
}
