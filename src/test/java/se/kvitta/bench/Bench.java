package se.kvitta.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * All benchmarks. What is right or wrong is asserted, how fast it is is not. {@code mvn verify -Pbench
 * -Dit.test=Bench#start} runs one of them.
 */
@TestMethodOrder(OrderAnnotation.class)
class Bench {

    private static final Figures FIGURES = new Figures();

    @TempDir
    Path folder;

    @Test
    @Order(1)
    void intakeRowsOnH2() throws IOException, SQLException {
        new IntakeRows(folder, FIGURES).measure("h2", Map.of());
    }

    @Test
    @Order(2)
    void intakeRowsOnPostgresql() throws IOException, SQLException {
        // Commits reach the disk, as on a server; the embedded one would not wait for it.
        try (var server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start()) {
            new IntakeRows(folder, FIGURES)
                    .measure(
                            "postgresql",
                            Map.of(
                                    "spring.datasource.url",
                                    server.getJdbcUrl("postgres", "postgres"),
                                    "spring.datasource.username",
                                    "postgres"));
        }
    }

    @Test
    @Order(3)
    void intakeHeap() throws Exception {
        new IntakeHeap(folder, FIGURES).measure();
    }

    @Test
    @Order(9)
    void fetchHeapBySftp() throws Exception {
        new FetchHeap(folder, FIGURES).measure(FetchHeap.Way.SFTP);
    }

    @Test
    @Order(9)
    void fetchHeapByApi() throws Exception {
        new FetchHeap(folder, FIGURES).measure(FetchHeap.Way.API);
    }

    @Test
    @Order(9)
    void fetchHeapOfOrders() throws Exception {
        new FetchHeap(folder, FIGURES).measure(FetchHeap.Way.ORDERS);
    }

    @Test
    @Order(9)
    void payPalHeap() throws Exception {
        new PayPalHeap(folder, FIGURES).measure();
    }

    @Test
    @Order(10)
    void stripeHeap() throws Exception {
        new StripeFetch(folder, FIGURES).measure();
    }

    @Test
    @Order(4)
    void targetShare() throws Exception {
        new TargetShare(folder, FIGURES).measure();
    }

    @Test
    @Order(8)
    void tenantsSideBySide() throws Exception {
        new TenantsSideBySide(folder, FIGURES).measure();
    }

    @Test
    @Order(7)
    void callsPerOrder() throws IOException {
        new CallsPerOrder(folder, FIGURES).measure();
    }

    @Test
    @Order(8)
    void orderShare() throws IOException {
        new OrderShare(folder, FIGURES).measure();
    }

    @Test
    @Order(8)
    void stripeShare() throws IOException {
        new StripeShare(folder, FIGURES).measure();
    }

    @Test
    @Order(8)
    void payPalShare() throws IOException {
        new PayPalShare(folder, FIGURES).measure();
    }

    @Test
    @Order(7)
    void deliveryGrowth() throws IOException {
        new DeliveryGrowth(folder, FIGURES).measure();
    }

    @Test
    @Order(5)
    void start() throws Exception {
        new StartTime(folder, FIGURES).measure();
    }

    @Test
    @Order(6)
    void bookkeeper() throws IOException {
        new BookkeeperSpeed(FIGURES).measure();
    }

    @AfterAll
    static void tell() {
        System.out.println(System.lineSeparator() + FIGURES.table());
    }
}
