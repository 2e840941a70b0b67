package se.kvitta.operations;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import se.kvitta.booking.Decision;
import se.kvitta.booking.Occasions;
import se.kvitta.journal.Postings;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;

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

    @ManagedOperation(
            description =
                    "Says that a refused or held posting was booked by hand, or its document attached: it is never sent, and what waits goes on")
    @ManagedOperationParameter(name = "posting", description = "Number of the posting")
    @ManagedOperationParameter(
            name = "number",
            description = "Number of what was made instead, such as the invoice; empty when it has none")
    @ManagedOperationParameter(name = "note", description = "What was done, at most 400 signs")
    public String bookedByHand(long posting, String number, String note) {
        boolean document = operations.posting(posting).state() == Postings.State.DONE;
        operations.bookedByHand(posting, number, note, actor());
        return document
                ? "the document of posting " + posting + " is noted as attached by hand, or not needed"
                : "posting " + posting + " is noted as booked by hand";
    }

    @ManagedOperation(description = "Takes a held or skipped document in again, from the stored bytes")
    @ManagedOperationParameter(name = "document", description = "Number of the document")
    public String retryDocument(long document) {
        operations.retryDocument(document, actor());
        return "document " + document + " is on its way in again; tasks says what became of it";
    }

    @ManagedOperation(
            description = "Accepts that a document tells a booked payout differently, and corrects what differs")
    @ManagedOperationParameter(name = "document", description = "Number of the document")
    public String acceptRetold(long document) {
        operations.acceptRetold(document, actor());
        return "what document " + document + " tells differently is being corrected";
    }

    @ManagedOperation(description = "Says that everything of a settlement whose correction waits was corrected by hand")
    @ManagedOperationParameter(name = "settlement", description = "Number of the settlement")
    public String correctedByHand(long settlement) {
        return operations.correctedByHand(settlement, actor()) + " corrections no longer wait";
    }

    @ManagedOperation(description = "Books what waits of a settlement by the mappings as they are now")
    @ManagedOperationParameter(name = "settlement", description = "Number of the settlement")
    public String retryHeld(long settlement) {
        return tried(operations.retryHeld(settlement, actor()));
    }

    @ManagedOperation(
            description = "Decides what becomes of an event that waits, and books it; held() shows the choices")
    @ManagedOperationParameter(name = "settlement", description = "Number of the settlement")
    @ManagedOperationParameter(name = "event", description = "Number of the event within it")
    @ManagedOperationParameter(name = "choice", description = "One of the choices that held() shows, such as REFUND")
    @ManagedOperationParameter(name = "account", description = "Four digits, with the choice ACCOUNT; else empty")
    @ManagedOperationParameter(name = "note", description = "Why, for the processing history")
    public String decide(long settlement, int event, String choice, String account, String note) {
        return tried(operations.decide(
                settlement,
                event,
                Decision.Choice.valueOf(choice.strip().toUpperCase(Locale.ROOT)),
                account.isBlank() ? null : account.strip(),
                note,
                actor()));
    }

    private static String tried(Operations.Tried tried) {
        return tried.booked() + " events no longer wait"
                + (tried.inNextRun() == 0
                        ? ""
                        : "; " + tried.inNextRun()
                                + " wait until the merchant's next run, which is woken, has asked the target what stands on the bank");
    }

    @ManagedOperation(
            description = "Confirms a supplier's invoice over a month's fees, so that reverse charge is booked")
    @ManagedOperationParameter(name = "profile", description = "Name of the profile")
    @ManagedOperationParameter(name = "month", description = "Month of the fees, such as 2026-10")
    @ManagedOperationParameter(name = "number", description = "Number of the invoice")
    @ManagedOperationParameter(name = "day", description = "Date of the invoice, such as 2026-10-31")
    @ManagedOperationParameter(name = "base", description = "What it bills without VAT, such as 1240.00 SEK")
    public String confirmFeeInvoice(String profile, String month, String number, String day, String base) {
        operations.confirmFeeInvoice(
                profile,
                new Occasions.FeeInvoice(Dates.month(month), Money.parse(base), number, Dates.day(day)),
                actor());
        return "the invoice is noted; the reverse charge of " + month
                + " is booked in the merchant's next run, which is woken";
    }

    @ManagedOperation(description = "Books gift cards that have expired as income without VAT, once per reference")
    @ManagedOperationParameter(name = "profile", description = "Name of the profile")
    @ManagedOperationParameter(
            name = "reference",
            description = "What they are called, such as a year or a card's number")
    @ManagedOperationParameter(name = "value", description = "What they are worth, VAT included, such as 1250.00 SEK")
    @ManagedOperationParameter(
            name = "rate",
            description = "VAT rate of cards that were taxed when they were sold, such as 6; empty for others")
    @ManagedOperationParameter(name = "day", description = "Day of the decision, such as 2026-12-31")
    public String expireGiftCards(String profile, String reference, String value, String rate, String day) {
        var cards = new Occasions.ExpiredCards(
                reference.strip(),
                Money.parse(value.strip()),
                rate.isBlank() ? null : VatRate.parse(rate.strip()),
                Dates.day(day));
        return operations.expireGiftCards(profile, cards, actor())
                ? "the gift cards " + cards.reference() + " are being booked as expired"
                : "the gift cards " + cards.reference() + " are booked as expired already; nothing was booked";
    }

    @ManagedOperation(
            description =
                    "Says that a payout that has reached the bank is booked there by another voucher; it is not entered")
    @ManagedOperationParameter(name = "profile", description = "Name of the profile")
    @ManagedOperationParameter(name = "reference", description = "Reference of the payout")
    public String bankBookedByOthers(String profile, String reference) {
        operations.bankBookedByOthers(profile, reference, actor());
        return "payout " + reference
                + " is left to the voucher that stands on the bank; its task closes in the merchant's next run, which is woken";
    }

    @ManagedOperation(
            description = "Says how a credit invoice was paid back outside the provider; nobody is asked again")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    @ManagedOperationParameter(name = "invoice", description = "Number of the credit invoice")
    @ManagedOperationParameter(name = "note", description = "How, when and by whom, at most 400 signs")
    public String refundedElsewhere(String merchant, String invoice, String note) {
        operations.refundedElsewhere(merchant, invoice, note, actor());
        return "credit invoice " + invoice + " is noted";
    }

    @ManagedOperation(
            description =
                    "Says that a voucher that does not stand as it was entered is right; the same is not told again")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    @ManagedOperationParameter(name = "subject", description = "Of the task, such as ledger posting 117")
    @ManagedOperationParameter(name = "note", description = "Why it is right, at most 400 signs")
    public String acceptLedgerDifference(String merchant, String subject, String note) {
        operations.acceptLedgerDifference(merchant, subject, note, actor());
        return "the difference is accepted: " + subject;
    }

    @ManagedOperation(
            description =
                    "Says how a buyer whose refund came back was paid outside the provider; nobody is asked again")
    @ManagedOperationParameter(name = "profile", description = "Name of the profile")
    @ManagedOperationParameter(name = "order", description = "The order, as the task names it")
    @ManagedOperationParameter(name = "note", description = "How, when and by whom")
    public String buyerPaid(String profile, String order, String note) {
        operations.buyerPaid(profile, order, note, actor());
        return "the refund of order " + order + " is noted as paid";
    }

    @ManagedOperation(description = "Says how a debt to the provider was paid outside its settlements")
    @ManagedOperationParameter(name = "profile", description = "Name of the profile")
    @ManagedOperationParameter(name = "reference", description = "The settlement, as the task names it")
    @ManagedOperationParameter(name = "note", description = "How, when and by whom, at most 400 signs")
    public String debtPaidOutside(String profile, String reference, String note) {
        operations.debtPaidOutside(profile, reference.strip(), note, actor());
        return "the debt that was paid outside before " + reference.strip() + " is noted";
    }

    @ManagedOperation(
            description =
                    "Says that sales and refunds of a settlement whose lines the provider does not state are looked over")
    @ManagedOperationParameter(name = "settlement", description = "Number of the settlement")
    @ManagedOperationParameter(name = "note", description = "What was found, and by whom")
    public String linesReviewed(long settlement, String note) {
        operations.linesReviewed(settlement, note, actor());
        return "the lines of settlement " + settlement + " are noted as looked over";
    }

    @ManagedOperation(
            description =
                    "Columns that the reports of a profile lack: what each is good for, and where it is switched on")
    @ManagedOperationParameter(name = "profile", description = "Name of the profile")
    public List<String> reportColumns(String profile) {
        return operations.reportColumns(profile);
    }

    @ManagedOperation(
            description =
                    "Says that columns which a profile's reports have lost are looked into; they are not told again")
    @ManagedOperationParameter(name = "profile", description = "Name of the profile")
    @ManagedOperationParameter(name = "note", description = "What was found, and by whom")
    public String reportsReviewed(String profile, String note) {
        operations.reportsReviewed(profile, note, actor());
        return "the reports of " + profile + " are noted as looked into";
    }

    @ManagedOperation(
            description = "What closing a financial year would enter: revaluation, orders paid and not delivered")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    @ManagedOperationParameter(name = "last", description = "Last day of the year, such as 2026-12-31")
    public List<String> yearEnd(String merchant, String last) {
        return operations.yearEnd(merchant, Dates.day(last));
    }

    @ManagedOperation(description = "Enters what closes a financial year, as yearEnd shows it")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    @ManagedOperationParameter(name = "last", description = "Last day of the year, such as 2026-12-31")
    public String closeYear(String merchant, String last) {
        return operations.closeYear(merchant, Dates.day(last), actor()) + " vouchers are on their way";
    }

    @ManagedOperation(
            description =
                    "Asks that a merchant's target is looked over: what deliveries will need and it lacks; errands() has the answer")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    public Map<String, String> preflight(String merchant) {
        return operations.preflight(merchant, actor());
    }

    @ManagedOperation(
            description = "What has been asked for at a merchant's target, by whom, and what came of it; newest first")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    public List<Map<String, String>> errands(String merchant) {
        return operations.errands(merchant);
    }

    @ManagedOperation(description = "How a merchant is connected to its target; asks nobody")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    public Map<String, String> connection(String merchant) {
        return ConnectionText.facts(operations.connection(merchant));
    }

    @ManagedOperation(
            description =
                    "Begins a consent; answers the address to open in a browser that is logged in here as operator")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    public String connect(String merchant) {
        return operations.connect(merchant, actor(), "").address().toString();
    }

    @ManagedOperation(description = "Takes a merchant's connection to its target back, and forgets its tokens")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    public String disconnect(String merchant) {
        return operations.ended(operations.disconnect(merchant, actor()));
    }

    @ManagedOperation(description = "What a merchant's target lacks, as the last preflight found it")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    public List<Map<String, String>> findings(String merchant) {
        return operations.findings(merchant);
    }

    @ManagedOperation(description = "Says what repair would do about a finding; does nothing")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    @ManagedOperationParameter(name = "finding", description = "Number of the finding")
    public String repairText(String merchant, long finding) {
        return operations.repairText(merchant, finding);
    }

    @ManagedOperation(
            description = "Asks that a finding is mended in the target, as repairText says; errands() has the answer")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    @ManagedOperationParameter(name = "finding", description = "Number of the finding")
    public Map<String, String> repair(String merchant, long finding) {
        return operations.repair(merchant, finding, actor());
    }

    @ManagedOperation(
            description = "Writes the document behind a voucher, and the provider's, to the merchant's outbox")
    @ManagedOperationParameter(name = "posting", description = "Number of the posting")
    @ManagedOperationParameter(
            name = "folder",
            description = "Folder below outbox/<merchant>/underlag, such as 2026-02")
    @ManagedOperationParameter(name = "language", description = "sv, en, or empty for the installation's")
    public String writeEvidence(long posting, String folder, String language) throws IOException {
        return "written to " + operations.writeEvidence(posting, folder, language, actor());
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

    @ManagedOperation(
            description = "Writes debts to providers and reserves at the end of a day, as PDF and CSV, to the outbox")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    @ManagedOperationParameter(name = "day", description = "The day, such as 2026-12-31")
    @ManagedOperationParameter(name = "language", description = "sv, en, or empty for the installation's")
    public String writeDebtsAndReserves(String merchant, String day, String language) throws IOException {
        return "written: " + operations.writeDebtsAndReserves(merchant, day, language, actor());
    }

    @ManagedOperation(description = "Debts to providers, with their age, and reserves at the end of a day")
    @ManagedOperationParameter(name = "merchant", description = "Name of the merchant")
    @ManagedOperationParameter(name = "day", description = "The day, such as 2026-12-31")
    public List<Map<String, String>> debtsAndReserves(String merchant, String day) {
        return operations.debtsAndReserves(merchant, Dates.day(day));
    }

    @ManagedOperation(
            description = "Where the payments of the last 90 days have their order's number, by place of the chain")
    @ManagedOperationParameter(name = "profile", description = "Name of the profile")
    public List<Map<String, String>> orderNumbers(String profile) {
        return operations.orderNumbers(profile);
    }

    @ManagedOperation(
            description =
                    "Where the payments that were taken in have something like an order's number, and which setting takes it")
    @ManagedOperationParameter(name = "profile", description = "Name of the profile")
    public List<Map<String, String>> orderNumberPlaces(String profile) throws IOException {
        return operations.orderNumberPlaces(profile);
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
