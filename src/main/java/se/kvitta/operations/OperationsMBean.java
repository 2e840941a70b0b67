package se.kvitta.operations;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** What an operator can do from Hawtio. */
@ManagedResource(objectName = "se.kvitta:type=Operations", description = "Run, retry, and see what is held")
public class OperationsMBean {

    private final Operations operations;

    public OperationsMBean(Operations operations) {
        this.operations = operations;
    }

    @ManagedOperation(description = "Fetches a profile now")
    @ManagedOperationParameter(name = "profile", description = "Name of the profile, such as ljusbutiken-se")
    public String runNow(String profile) {
        operations.runNow(profile, actor());
        return "profile " + profile + " is being fetched";
    }

    @ManagedOperation(description = "Sends a refused posting again, or looks a held one up, after its cause is mended")
    @ManagedOperationParameter(name = "posting", description = "Number of the posting")
    public String retryPosting(long posting) {
        operations.retryPosting(posting, actor());
        return "posting " + posting + " is on its way";
    }

    @ManagedOperation(description = "Takes a held or skipped document in again, from the stored bytes")
    @ManagedOperationParameter(name = "document", description = "Number of the document")
    public String retryDocument(long document) {
        operations.retryDocument(document, actor());
        return "document " + document + " is taken in again";
    }

    @ManagedOperation(description = "Books what waits of a settlement by the mappings as they are now")
    @ManagedOperationParameter(name = "settlement", description = "Number of the settlement")
    public String retryHeld(long settlement) {
        return operations.retryHeld(settlement, actor()) + " events no longer wait";
    }

    @ManagedOperation(description = "Asks a merchant's target whether deliveries will go through")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    public String preflight(String merchant) {
        return operations.preflight(merchant, actor());
    }

    @ManagedOperation(description = "Writes the report of a month, as PDF and CSV, to the merchant's outbox")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    @ManagedOperationParameter(name = "month", description = "The month, such as 2026-10")
    @ManagedOperationParameter(name = "language", description = "sv, en, or empty for the installation's")
    public String writeMonthReport(String merchant, String month, String language) throws IOException {
        return "written: " + operations.writeMonthReport(merchant, month, language, actor());
    }

    @ManagedOperation(description = "Writes what is open at the end of a day, as PDF and CSV, to the merchant's outbox")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    @ManagedOperationParameter(name = "day", description = "The day, such as 2026-12-31")
    @ManagedOperationParameter(name = "language", description = "sv, en, or empty for the installation's")
    public String writeOpenItems(String merchant, String day, String language) throws IOException {
        return "written: " + operations.writeOpenItems(merchant, day, language, actor());
    }

    @ManagedOperation(description = "Everything that is held, with cause and fix")
    public List<String> held() {
        return operations.held();
    }

    @ManagedOperation(description = "What waits for a person")
    public List<Map<String, String>> tasks() {
        return operations.tasks();
    }

    private static String actor() {
        Authentication login = SecurityContextHolder.getContext().getAuthentication();
        return login == null ? "jmx" : login.getName();
    }
}
