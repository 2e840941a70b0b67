package se.kvitta.booking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.VatBox;

/** The accounts as the shipped mapping files state them. */
final class TestPlan {

    static final List<AccountPlan.Entry> BAS = entries("accounts/bas-2026.yaml");
    static final List<AccountPlan.Entry> KLARNA = entries("sources/klarna.yaml");

    private TestPlan() {}

    /** A mapping file as a tree. */
    static JsonNode file(String path) {
        try {
            return new YAMLMapper().readTree(Path.of("mappings").resolve(path).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<AccountPlan.Entry> entries(String path) {
        var entries = new ArrayList<AccountPlan.Entry>();
        file(path).get("accounts").properties().forEach(role -> {
            JsonNode node = role.getValue();
            entries.add(entry(
                    role.getKey(),
                    node.get("account").asText(),
                    node.get("name").asText(),
                    node.path("box").asText("")));
        });
        return entries;
    }

    /** A role that is always valid; an empty box for none. */
    static AccountPlan.Entry entry(String role, String number, String name, String box) {
        return new AccountPlan.Entry(
                role, new Account(number, name), box.isEmpty() ? null : new VatBox(box), null, null);
    }
}
