package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FortnoxBooksTest extends RunningSandbox {

    private static final String POST = "/3/vouchers?financialyear=6";

    private Path books() {
        return directory.resolve("704001.books");
    }

    private void restart() throws IOException {
        sandbox.close();
        sandbox = FortnoxSandbox.start(options());
        caller = Caller.of(sandbox.baseUrl(), LJUSBUTIKEN);
    }

    @Test
    void hasEveryVoucherOnFileWhenItAnswers() throws IOException {
        int before = Files.readAllLines(books()).size();
        caller.post(POST, Vouchers.right());

        var lines = Files.readAllLines(books());

        assertThat(lines).hasSize(before + 1);
        assertThat(Json.read(lines.get(before).getBytes(StandardCharsets.UTF_8))
                        .at("/puts/0/key")
                        .asText())
                .isEqualTo("6/KV/1");
    }

    @Test
    void rebuildsEverythingFromTheFile() throws IOException {
        caller.post(POST, Vouchers.right());
        caller.put("/3/accounts/1581", "{\"Account\":{\"Description\":\"Klarna\"}}");
        caller.post("/3/projects", "{\"Project\":{\"Description\":\"Nytt\",\"StartDate\":\"2026-05-05\"}}");
        caller.delete("/3/costcenters/BUTIK");
        sandbox.company(LJUSBUTIKEN).editVoucher(6, "KV", 1, "ändrad");
        var vouchers = sandbox.company(LJUSBUTIKEN).vouchers();

        restart();

        assertThat(sandbox.company(LJUSBUTIKEN).vouchers()).isEqualTo(vouchers);
        assertThat(caller.get("/3/accounts/1581").at("/Account/Description").asText())
                .isEqualTo("Klarna");
        assertThat(caller.get("/3/projects/2").at("/Project/StartDate").asText())
                .isEqualTo("2026-05-05");
        assertThat(caller.get("/3/costcenters/BUTIK").status()).isEqualTo(404);
        assertThat(caller.get("/3/currencies/EUR").at("/Currency/BuyRate").decimalValue())
                .isEqualByComparingTo("11.2345");
        assertThat(caller.post(POST, Vouchers.right())
                        .at("/Voucher/VoucherNumber")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void cutsALastLineThatWasTorn() throws IOException {
        caller.post(POST, Vouchers.right());
        sandbox.close();
        var whole = Files.size(books());
        for (var torn :
                List.of("{\"at\":\"2026-10-1", "{\"at\":\"2026-10-15T10:00:00Z\",\"puts\":[]}", "\u0000\u0000\n")) {
            Files.writeString(books(), torn, StandardOpenOption.APPEND);
            sandbox = FortnoxSandbox.start(options());
            assertThat(sandbox.company(LJUSBUTIKEN).vouchers()).hasSize(1);
            sandbox.close();
            assertThat(Files.size(books())).isEqualTo(whole);
        }
        sandbox = FortnoxSandbox.start(options());
        caller = Caller.of(sandbox.baseUrl(), LJUSBUTIKEN);
        assertThat(caller.post(POST, Vouchers.right())
                        .at("/Voucher/VoucherNumber")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void cutsAVoucherAnywhereAndLosesOnlyThat() throws IOException {
        caller.post(POST, Vouchers.right());
        var one = Files.readAllBytes(books());
        caller.post(POST, Vouchers.right());
        var two = Files.readAllBytes(books());
        sandbox.close();

        for (int length = one.length; length < two.length; length += 37) {
            Files.write(books(), Arrays.copyOf(two, length));
            try (var company = Company.open(books(), Clock.systemUTC())) {
                assertThat(company.vouchers.all()).hasSize(1);
                assertThat(company.series.find("6/KV").map(VoucherSeries::nextNumber))
                        .contains(2);
            }
        }
        sandbox = FortnoxSandbox.start(options());
    }

    @Test
    void seedsACompanyAgainThatWasKilledWhileItWasMade() throws IOException {
        sandbox.close();
        Files.writeString(books(), "{\"at\":\"2026-10-15T10:00:00Z\",\"puts\":[{\"in\":\"years\"");
        sandbox = FortnoxSandbox.start(options());
        assertThat(caller(LJUSBUTIKEN).get("/3/accounts/1930").status()).isEqualTo(200);
    }

    @Test
    void refusesToStartOnBooksThatAreDamagedInTheMiddle() throws IOException {
        caller.post(POST, Vouchers.right());
        sandbox.close();
        var lines = Files.readAllLines(books());
        Files.write(books(), List.of("x" + lines.get(0), lines.get(1)));

        assertThatThrownBy(() -> FortnoxSandbox.start(options()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("704001.books is damaged in line 1");
        Files.delete(books());
        sandbox = FortnoxSandbox.start(options());
    }

    @Test
    void keepsASecondSandboxOutOfItsDirectory() {
        assertThatThrownBy(() -> FortnoxSandbox.start(options()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("already open");
    }

    @Test
    void changesNothingWhenTheFileCannotBeWritten() throws IOException {
        caller.post(POST, Vouchers.right());
        try (var company = Company.open(directory.resolve("1.books"), Clock.systemUTC())) {
            var change = company.change();
            change.put(company.costCenters, "X", new CostCenter("X", "x", null, true, change.at()));
            company.close();
            assertThatThrownBy(change::commit).isInstanceOf(UncheckedIOException.class);
            assertThat(company.costCenters.has("X")).isFalse();
        }
    }
}
