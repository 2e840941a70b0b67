package se.kvitta.operations;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Receipt;
import se.kvitta.journal.ByHand;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Postings.State;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Steps.Step;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.ledger.VoucherRow.Foreign;
import se.kvitta.sheet.Words;

/**
 * What the page of a posting shows; {@code src/main/jte/posting.jte} lays it out.
 *
 * @param out what leads to the logout
 * @param owner the merchant's title
 * @param system the target's name
 * @param why why it waits for a person; null when it does not
 * @param steps what has become of each of its steps
 * @param operator whether the login may act
 * @param notice what has just happened; null when nothing has
 * @param number what was written as the number of what was made by hand, when it was not taken
 * @param note what was written as the note, when it was not taken
 */
public record PostingView(
        Words words,
        String out,
        Posting posting,
        String owner,
        String system,
        ConnectView.@Nullable Notice why,
        List<Progress> steps,
        boolean operator,
        CsrfToken csrf,
        ConnectView.@Nullable Notice notice,
        String number,
        String note) {

    /**
     * One step.
     *
     * @param number what the target gave what it made; empty where a person cannot use it, as that of an uploaded file
     * @param tried when it was sent last; null when never
     * @param waits why it has not been done yet; null when nothing is known to stand in its way, or a person is needed
     */
    public record Progress(
            Step step, String number, @Nullable Instant tried, ConnectView.@Nullable Notice waits) {}

    public String text(String key) {
        return words.text(key, "system", system, "posting", posting.id());
    }

    public String kind() {
        return text("kind." + posting.booking().kind().name());
    }

    public List<VoucherRow> rows() {
        return posting.booking().voucher().rows();
    }

    public String debit(VoucherRow row) {
        return row.amount().isNegative() ? "" : words.number(row.amount());
    }

    public String credit(VoucherRow row) {
        return row.amount().isNegative() ? words.number(row.amount().negated()) : "";
    }

    /** What is said of a row besides its account: its text, the amount that it was converted from, and what it is followed up by. */
    public String said(VoucherRow row) {
        @Nullable Foreign foreign = row.foreign();
        Dimensions by = row.dimensions();
        return Stream.of(
                        row.said(),
                        foreign == null ? "" : words.amount(foreign.amount()),
                        named("cost-centre", by.costCentre()),
                        named("project", by.project()),
                        named("department", by.department()),
                        by.others().entrySet().stream()
                                .map(other -> other.getKey() + " " + other.getValue())
                                .collect(Collectors.joining(", ")))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private String named(String what, String name) {
        return name.isEmpty() ? "" : text(what) + " " + name;
    }

    /** What an invoice or an order consists of; empty for a voucher and for a payment. */
    public List<Booking.Line> lines() {
        Booking.@Nullable Invoice about = posting.booking().invoice();
        return about == null ? List.of() : about.lines();
    }

    /** An amount of an invoice's line in the order's currency. */
    public String amount(long minor) {
        Booking.Invoice about = Objects.requireNonNull(posting.booking().invoice(), "it is no invoice");
        return words.number(Money.ofMinor(minor, about.total().currency()));
    }

    /** What the buyer bought on a line, as far as the order says. */
    public List<String> items(int line) {
        Booking.@Nullable Invoice about = posting.booking().invoice();
        return about == null
                ? List.of()
                : about.items().stream()
                        .filter(item -> item.line() == line)
                        .map(item -> Stream.of(
                                        item.quantity().stripTrailingZeros().toPlainString(),
                                        "×",
                                        item.article(),
                                        item.text(),
                                        amount(item.gross()))
                                .filter(part -> !part.isEmpty())
                                .collect(Collectors.joining(" ")))
                        .toList();
    }

    /** The order that an invoice or a payment is of, and its total in the order's currency; empty for a voucher. */
    public String order() {
        Booking.@Nullable Invoice about = posting.booking().invoice();
        return about == null ? "" : posting.booking().reference() + ", " + words.amount(about.total());
    }

    /** How the invoice that exists already is found; empty where Kvitta made it. */
    public String sought() {
        Booking.@Nullable Invoice about = posting.booking().invoice();
        Booking.@Nullable Find find = about == null ? null : about.find();
        return find == null ? "" : find.field() + " = " + find.value();
    }

    public String step(Progress progress) {
        String name = progress.step().name();
        return words.textOr("step." + name, name);
    }

    /** What has become of a step, and when it was sent last or comes next. */
    public String came(Progress progress) {
        Step step = progress.step();
        @Nullable Instant tried = progress.tried();
        String state = text("step-state." + step.state().name());
        boolean coming = isComing(step.state()) && step.attempts() > 0;
        return state
                + (tried == null ? "" : ", " + Pages.time(tried))
                + (coming
                        ? " " + words.text("step.next", "at", Pages.time(step.dueAt()), "tries", step.attempts())
                        : "");
    }

    /** Whether a step comes by itself. */
    static boolean isComing(Steps.State state) {
        return switch (state) {
            case PLANNED, UNKNOWN -> true;
            case STAGED, WAITING, SENDING, DONE, REFUSED, HELD, BOOKED_BY_HAND -> false;
        };
    }

    public String state() {
        return text("state." + posting.state().name());
    }

    /** How the state looks: good, bad, or neither. */
    public String mood() {
        return switch (posting.state()) {
            case DONE, BOOKED_BY_HAND -> "good";
            case REFUSED, HELD -> "bad";
            case STAGED, PLANNED -> "idle";
        };
    }

    public String total() {
        return words.amount(posting.booking().voucher().total());
    }

    public String voucher() {
        @Nullable Receipt receipt = posting.receipt();
        return receipt == null ? "" : receipt.shown();
    }

    /** Who said that it was booked by hand, and when. */
    public String byHand() {
        @Nullable ByHand byHand = posting.byHand();
        return byHand == null ? "" : byHand.actor() + ", " + Pages.time(byHand.at());
    }

    /** What that person said. */
    public String handNote() {
        @Nullable ByHand byHand = posting.byHand();
        return byHand == null ? "" : byHand.note();
    }

    /** Whether something of it waits for a person; of one that is booked, its document. */
    public boolean isRetryable() {
        return why != null;
    }

    public boolean isByHand() {
        return posting.state() == State.BOOKED_BY_HAND;
    }

    /** Whether it can be said that it was booked by hand, also anew. */
    public boolean isOffered() {
        return isByHand() || posting.state() == State.REFUSED || posting.state() == State.HELD;
    }

    /** Whether it can be said that what lies behind it was attached by hand, or is not needed. */
    public boolean isDocumentOffered() {
        return posting.state() == State.DONE && why != null;
    }
}
