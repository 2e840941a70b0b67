package se.kvitta.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;
import se.kvitta.home.Home;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Watermarks;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.operations.Logins;
import se.kvitta.schedule.Schedule;

/** Fetches every demo profile once at the start, waits until nothing is on its way any more, and prints what came of it. */
@Component
@ConditionalOnProperty("kvitta.demo")
class DemoRun implements ApplicationRunner {

    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private final Merchants merchants;
    private final Schedule schedule;
    private final Watermarks watermarks;
    private final Settlements settlements;
    private final Postings postings;
    private final DemoSummary summary;
    private final Home home;
    private final Logins logins;
    private final ApplicationContext context;
    private final Clock clock;

    DemoRun(
            Merchants merchants,
            Schedule schedule,
            Watermarks watermarks,
            Settlements settlements,
            Postings postings,
            DemoSummary summary,
            Home home,
            Logins logins,
            ApplicationContext context,
            Clock clock) {
        this.merchants = merchants;
        this.schedule = schedule;
        this.watermarks = watermarks;
        this.settlements = settlements;
        this.postings = postings;
        this.summary = summary;
        this.home = home;
        this.logins = logins;
        this.context = context;
        this.clock = clock;
    }

    @Override
    public void run(ApplicationArguments args) throws InterruptedException {
        Instant began = clock.instant();
        long doneBefore = count(Postings.State.DONE);
        List<Profile> profiles =
                merchants.profiles().stream().filter(Profile::isFetched).toList();
        profiles.forEach(profile -> schedule.runNow(profile.name()));
        while (!settled(profiles, began) && clock.instant().isBefore(began.plus(PATIENCE))) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        long booked = count(Postings.State.DONE) - doneBefore;
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.print(summary.text());
        out.printf(
                Locale.ROOT,
                "%n%s%n%n",
                booked == 0
                        ? "This start booked nothing: everything Klarna had was booked before."
                        : "This start booked " + booked + " vouchers. Start again, and nothing is booked twice.");
        out.print(where());
        out.flush();
    }

    private boolean settled(List<Profile> profiles, Instant began) {
        boolean fetched = profiles.stream().allMatch(profile -> watermarks
                .at(profile.name(), Watermarks.FETCHED)
                .filter(at -> !at.isBefore(began.minusSeconds(1)))
                .isPresent());
        boolean planned = settlements.merchantsToPlan().isEmpty();
        return fetched && planned && count(Postings.State.PLANNED) == 0;
    }

    private long count(Postings.State state) {
        return merchants.all().stream()
                .map(Merchant::name)
                .mapToLong(name -> postings.in(name, state).size())
                .sum();
    }

    private String where() {
        int port = context instanceof ServletWebServerApplicationContext web
                ? web.getWebServer().getPort()
                : 0;
        String url = "http://localhost:" + port;
        return String.format(
                Locale.ROOT,
                """
                Where to look next
                  Routes, schedules, operations   %s/hawtio      operator / %s
                  Health and metrics              %s/actuator/health   %s/actuator/prometheus
                  SIE files                       %s
                  Drop a settlement file          %s/<profile>/
                  Mapping files and routes        %s   %s
                Stop with Ctrl-C.
                """,
                url,
                logins.operatorPassword(),
                url,
                url,
                home.outbox().resolve("kaffebutiken"),
                home.inbox(),
                home.mappings(),
                home.routes());
    }
}
