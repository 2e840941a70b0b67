package se.kvitta.operations;

import java.util.Locale;
import java.util.Set;
import javax.management.ObjectName;
import org.jolokia.server.core.restrictor.AllowAllRestrictor;
import org.jolokia.server.core.util.HttpMethod;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * What a login may do through Jolokia. Everyone with a login may read; only an operator may change or run anything, and
 * only by POST, because a GET that runs an operation would need no CSRF token. Heap dumps, which hold secrets, are
 * nobody's.
 */
public class JolokiaGuard extends AllowAllRestrictor {

    private static final Set<String> READING =
            Set.of("dump", "list", "get", "browse", "is", "has", "explain", "health");

    private static final Set<String> STARTED_WITH = Set.of("InputArguments", "SystemProperties");

    private static final Set<String> OUR_READING = Set.of(
            "held",
            "tasks",
            "connection",
            "findings",
            "errands",
            "repairText",
            "reportColumns",
            "orderNumbers",
            "orderNumberPlaces",
            "yearEnd",
            "debtsAndReserves");

    @Override
    public boolean isHttpMethodAllowed(HttpMethod method) {
        return method == HttpMethod.POST;
    }

    /** What the process was started with may hold a secret that somebody gave as an argument: for operators only. */
    @Override
    public boolean isAttributeReadAllowed(ObjectName name, String attribute) {
        return isOperator()
                || !name.getCanonicalName().equals("java.lang:type=Runtime")
                || !STARTED_WITH.contains(attribute);
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName name, String attribute) {
        return isOperator();
    }

    @Override
    public boolean isOperationAllowed(ObjectName name, String operation) {
        if (name.getCanonicalName().contains("HotSpotDiagnostic")
                || name.getCanonicalName().contains("DiagnosticCommand")) {
            return false;
        }
        return isOperator() || isReading(name, operation);
    }

    @Override
    public boolean isObjectNameHidden(ObjectName name) {
        return name.getCanonicalName().contains("HotSpotDiagnostic")
                || name.getCanonicalName().contains("DiagnosticCommand");
    }

    private static boolean isReading(ObjectName name, String operation) {
        String method = operation.replaceFirst("\\(.*", "");
        if (name.getDomain().equals("se.kvitta")) {
            return OUR_READING.contains(method);
        }
        String lower = method.toLowerCase(Locale.ROOT);
        return name.getDomain().equals("org.apache.camel") && READING.stream().anyMatch(lower::startsWith);
    }

    private static boolean isOperator() {
        Authentication login = SecurityContextHolder.getContext().getAuthentication();
        return login != null
                && login.getAuthorities().stream()
                        .anyMatch(role -> role.getAuthority().equals("ROLE_" + Security.OPERATOR));
    }
}
