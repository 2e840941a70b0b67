package se.kvitta.source.klarna;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import se.kvitta.merchant.Connection;
import se.kvitta.merchant.ConnectionCheck;
import se.kvitta.merchant.Profile;

/** By which way a profile's settlements are fetched, and whether its connection has what that way needs, and nothing else. */
@Component("klarnaConnection")
class KlarnaConnection implements ConnectionCheck {

    /** The word of the provider that has Klarna's former checkout; the mapping has its name and accounts. */
    static final String KUSTOM = "kustom";

    static final String EUROPE = "europe";

    private static final String WAY = "way";
    private static final String REGION = "region";
    private static final String KEY = "key";
    private static final String USERNAME = "username";
    private static final String PASSWORD = "password";
    private static final String KEY_FILE = "privateKeyFile";

    private static final List<String> WAYS = List.of("sftp", "api");
    private static final List<String> REGIONS = List.of(EUROPE, "north-america", "oceania");

    /** The login of orders, where the settlements' own is none of the API. */
    private static final String ORDERS = "orders.";

    private static final Set<String> OF_ORDERS =
            Set.of(ORDERS + USERNAME, ORDERS + PASSWORD, ORDERS + KEY, ORDERS + REGION);
    private static final Set<String> OF_SFTP = Set.of("account", WAY, USERNAME, PASSWORD, KEY_FILE, "hostKey");
    private static final Set<String> OF_API = Set.of("account", WAY, USERNAME, PASSWORD, KEY, REGION);

    /** Whether a profile is fetched from the API: its connection says so. */
    static boolean isApi(Profile profile) {
        return profile.connection().get(WAY, "sftp").equals("api");
    }

    static boolean isKustom(Profile profile) {
        return profile.provider().equals(KUSTOM);
    }

    @Override
    public Optional<Wrong> check(Profile profile) {
        Connection connection = profile.connection();
        String way = connection.get(WAY, "sftp");
        if (!WAYS.contains(way)) {
            return wrong(WAY, "'" + way + "' is no way to fetch settlements; there are " + WAYS);
        }
        boolean api = isApi(profile);
        Set<String> known = new TreeSet<>(api ? OF_API : OF_SFTP);
        if (!api) {
            known.addAll(OF_ORDERS);
        }
        for (String field : new TreeSet<>(connection.fields())) {
            if (!known.contains(field)) {
                return wrong(field, "means nothing with way: " + way + "; there are " + known);
            }
        }
        if (api) {
            return api(profile);
        }
        Optional<Wrong> orders =
                asksWithOwnLogin(connection) ? login(profile, ORDERS, "orders need") : Optional.empty();
        return orders.isPresent() || !profile.isFetched() ? orders : sftp(profile);
    }

    /** By the API's own login, or by one for orders beside another. */
    @Override
    public boolean tellsOrders(Profile profile) {
        return isApi(profile) || asksWithOwnLogin(profile.connection());
    }

    private static boolean asksWithOwnLogin(Connection connection) {
        return connection.fields().stream().anyMatch(OF_ORDERS::contains);
    }

    /** What stands before the fields of the login of orders. */
    static String ofOrders(Profile profile) {
        return isApi(profile) ? "" : ORDERS;
    }

    private static Optional<Wrong> api(Profile profile) {
        if (isKustom(profile) && !profile.connection().has("account")) {
            return wrong("account", "is missing: the merchant id tells Kustom's settlements from Klarna's");
        }
        return login(profile, "", "way api needs");
    }

    /** @param of what stands before each field */
    private static Optional<Wrong> login(Profile profile, String of, String needs) {
        Connection connection = profile.connection();
        String region = connection.get(of + REGION, EUROPE);
        if (!REGIONS.contains(region)) {
            return wrong(of + REGION, "'" + region + "' is no region; there are " + REGIONS);
        }
        if (isKustom(profile) && connection.has(of + REGION)) {
            return wrong(of + REGION, "Kustom has one API for all; leave the line out");
        }
        if (connection.has(of + KEY)) {
            return connection.has(of + USERNAME) || connection.has(of + PASSWORD)
                    ? wrong(of + KEY, "stands instead of username and password, not beside them")
                    : Optional.empty();
        }
        if (!connection.has(of + USERNAME)) {
            return wrong(of + USERNAME, "is missing: " + needs + " username and password, or a key");
        }
        return connection.has(of + PASSWORD) ? Optional.empty() : wrong(of + PASSWORD, "is missing beside username");
    }

    private static Optional<Wrong> sftp(Profile profile) {
        Connection connection = profile.connection();
        if (isKustom(profile)) {
            return wrong(WAY, "Kustom's SFTP server is not known: write way: api, or use the inbox");
        }
        if (!connection.has(USERNAME)) {
            return wrong(USERNAME, "is missing: way sftp needs username, and password or privateKeyFile");
        }
        if (connection.has(PASSWORD) == connection.has(KEY_FILE)) {
            return wrong(
                    PASSWORD,
                    connection.has(PASSWORD)
                            ? "stands instead of privateKeyFile, not beside it"
                            : "is missing, and so is privateKeyFile: way sftp needs one of them");
        }
        return Optional.empty();
    }

    private static Optional<Wrong> wrong(String field, String message) {
        return Optional.of(new Wrong(field, message));
    }
}
