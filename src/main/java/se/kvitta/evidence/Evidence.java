package se.kvitta.evidence;

import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Receipt;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.EvidenceRows;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.SourceMapping;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.sheet.Sheet;
import se.kvitta.sheet.SheetFormat;
import se.kvitta.sheet.Words;

/**
 * The document behind every voucher: who, what and when, each of its rows, each event it consists of, and the proof that
 * they add up. Made from the journal whenever it is asked for; its time is the posting's, so the bytes are the same today
 * and in seven years as long as Kvitta and Java are.
 */
public final class Evidence {

    private final EvidenceRows rows;
    private final Settlements settlements;
    private final Documents documents;
    private final Merchants merchants;
    private final Tasks tasks;
    private final String language;

    /** @param language the language of a document when nobody asks for another */
    public Evidence(
            EvidenceRows rows,
            Settlements settlements,
            Documents documents,
            Merchants merchants,
            Tasks tasks,
            String language) {
        this.rows = rows;
        this.settlements = settlements;
        this.documents = documents;
        this.merchants = merchants;
        this.tasks = tasks;
        this.language = language;
    }

    public String language() {
        return language;
    }

    /**
     * Writes the document of a posting; the stream stays open. Where the sums do not agree the document says so, and a
     * task tells a person; a later document that agrees closes it.
     *
     * <p>Throws {@link IllegalStateException} or {@link IllegalArgumentException} when the journal holds what cannot be read.
     *
     * @param receipt what the voucher is called in the target; the posting's own where that is known
     * @param in {@code sv} or {@code en}; throws {@link IllegalArgumentException} for another
     */
    public void write(Posting posting, @Nullable Receipt receipt, SheetFormat format, String in, OutputStream out)
            throws IOException {
        Words words = Words.of("evidence", in);
        VoucherSheet.Facts facts = facts(posting, receipt);
        var sheet = new VoucherSheet(facts, rows, words);
        var head = new Sheet.Head(
                VoucherSheet.title(facts, words), words, facts.tie().plannedAt());
        try {
            format.write(out, head, sheet);
        } catch (ArithmeticException | NoSuchElementException | DateTimeException e) {
            throw new IllegalStateException("the journal cannot be read: " + e.getMessage(), e);
        }
        tell(posting, sheet.broken());
    }

    /** The provider's document that a posting's settlement came in. */
    public Document document(Posting posting) {
        Settlement settlement = settlement(posting);
        return documents
                .find(settlement.documentId())
                .orElseThrow(() -> new IllegalStateException(
                        "settlement " + settlement.id() + " has lost its document " + settlement.documentId()));
    }

    /** What else the provider sent of that settlement, and is kept beside it. */
    public List<Document> beside(Posting posting) {
        Settlement settlement = settlement(posting);
        return documents.beside(settlement.profile(), settlement.reference());
    }

    /** The bytes of that document as they were received. */
    public SourceDocument content(Document document) {
        return documents.content(document);
    }

    /** A name that says what it is of and that every system takes: letters, digits, dots and hyphens. */
    public static String fileName(Posting posting, SheetFormat format) {
        String marker = posting.marker();
        String hash = marker.substring(marker.lastIndexOf(':') + 1).replaceAll("[^0-9a-z]", "");
        return "kvitta-" + plain(posting.booking().reference()) + "-" + hash + "." + format.suffix();
    }

    /** A name without what some file system or accounting system refuses. */
    public static String plain(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+", "");
        return plain.length() > 80 ? plain.substring(plain.length() - 80) : plain.isEmpty() ? "document" : plain;
    }

    private VoucherSheet.Facts facts(Posting posting, @Nullable Receipt receipt) {
        Merchant merchant = merchants.requireMerchant(posting.merchant());
        Settlement settlement = settlement(posting);
        EvidenceRows.Tie tie = rows.tie(posting);
        return new VoucherSheet.Facts(
                merchant,
                merchants
                        .profile(settlement.profile())
                        .flatMap(merchants::sourceOf)
                        .or(() -> merchants.source(settlement.source()))
                        .map(SourceMapping::name)
                        .orElse(settlement.source()),
                merchants
                        .profile(posting.profile())
                        .map(profile -> profile.connection().get("account", ""))
                        .orElse(""),
                merchants.target(posting.target()).name(),
                posting,
                tie,
                rows.correction(posting, tie),
                receipt,
                settlement,
                document(posting),
                beside(posting));
    }

    private Settlement settlement(Posting posting) {
        return settlements
                .find(posting.settlementId())
                .orElseThrow(() -> new IllegalArgumentException("posting " + posting.id()
                        + " comes from no settlement: there is no document of a provider behind it"));
    }

    private void tell(Posting posting, List<Proof.Check> broken) {
        String subject = "evidence of posting " + posting.id();
        if (broken.isEmpty()) {
            tasks.close(posting.merchant(), subject);
            return;
        }
        Proof.Check worst = broken.get(0);
        tasks.open(
                posting.merchant(),
                posting.profile(),
                subject,
                Reason.of(
                        "EVIDENCE_DIFFERS",
                        "posting",
                        posting.id(),
                        "text",
                        posting.booking().voucher().text(),
                        "what",
                        worst.what(),
                        "document",
                        worst.left(),
                        "voucher",
                        worst.right(),
                        "difference",
                        worst.difference()));
    }
}
