package se.kvitta.journal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import se.kvitta.booking.CannotBook;
import se.kvitta.booking.Knowledge;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.Reference;

/** What a target was asked about what others have booked, and what a person said of it. */
public final class Looks {

    /** What money waits with that the merchant's next run asks its target about. */
    public static final String NEXT_RUN = "BANK_LOOK_WAITS";

    /** What it waits with when the target did not answer. */
    public static final String NOT_ANSWERED = "BANK_NOT_ASKED";

    /** With either of them a run of the merchant takes waiting events up by itself. */
    static final List<String> CODES = List.of(NEXT_RUN, NOT_ANSWERED);

    private static final String SAME = """
            merchant = :merchant and account = :account and currency = :currency and amount = :amount
              and day_from = :from and day_until = :until""";

    private final Database database;

    public Looks(Database database) {
        this.database = database;
    }

    /**
     * Whether an amount stands on a bank account already.
     *
     * @param account its number
     * @param amount what arrives, in the currency of the books
     * @param from the first Stockholm day that is looked at
     * @param until the last
     */
    public record Question(String account, Money amount, LocalDate from, LocalDate until) {

        /** What is asked of money that reaches the bank on a day. */
        public static Question about(Account account, Money amount, LocalDate day) {
            return new Question(
                    account.number(),
                    amount,
                    day.minusDays(Knowledge.BankBook.DAYS),
                    day.plusDays(Knowledge.BankBook.DAYS));
        }
    }

    /**
     * Where it stands.
     *
     * @param day a Stockholm day
     * @param voucher as a person would find it
     */
    public record Booked(LocalDate day, String voucher) {}

    /** What a target answered, and when. */
    private record Answer(Instant at, @Nullable Booked booked) {}

    /** Keeps what a target answered. */
    public void answered(String merchant, Question question, @Nullable Booked booked) {
        database.doInTransaction(() -> {
            about(database.sql("delete from bank_look where " + SAME), merchant, question)
                    .update();
            about(database.sql("""
                            insert into bank_look (merchant, account, currency, amount, day_from, day_until, looked_at,
                                booked_on, voucher)
                            values (:merchant, :account, :currency, :amount, :from, :until, :now, :booked, :voucher)
                            """), merchant, question)
                    .param("now", database.nowAt())
                    .param("booked", booked == null ? null : booked.day())
                    .param("voucher", booked == null ? "" : cut(booked.voucher()))
                    .update();
        });
    }

    /** Whether a question was answered since an instant. */
    public boolean isAnsweredSince(String merchant, Question question, Instant since) {
        return answer(merchant, question)
                .filter(known -> !known.at().isBefore(since))
                .isPresent();
    }

    /** Where an amount stands by what the target answered last; empty when it does not, or nobody has asked. */
    public Optional<Booked> booked(String merchant, Question question) {
        return answer(merchant, question).flatMap(known -> Optional.ofNullable(known.booked()));
    }

    /**
     * What bookings are told of a merchant's bank accounts.
     *
     * @param asked whether the target is asked: then a question without an answer throws {@link CannotBook}
     */
    public Knowledge.BankBook bank(String merchant, Currency books, boolean asked) {
        return new Knowledge.BankBook() {

            @Override
            public Optional<LocalDate> booked(Account account, Money amount, LocalDate from, LocalDate until) {
                if (!amount.currency().equals(books)) {
                    return Optional.empty();
                }
                var question = new Question(account.number(), amount, from, until);
                Optional<Answer> answer = answer(merchant, question);
                if (asked && answer.isEmpty()) {
                    throw new CannotBook(unanswered(NOT_ANSWERED, account, amount, from, until));
                }
                return answer.flatMap(known -> Optional.ofNullable(known.booked()))
                        .map(Booked::day);
            }

            @Override
            public String voucher(Account account, Money amount, LocalDate from, LocalDate until) {
                return Looks.this
                        .booked(merchant, new Question(account.number(), amount, from, until))
                        .map(Booked::voucher)
                        .orElse("");
            }
        };
    }

    /**
     * The same where each amount waits alone for an answer.
     *
     * @param code what it waits with: {@link #NEXT_RUN} or {@link #NOT_ANSWERED}
     * @param isAnswered whether a question need not be asked any more
     */
    public static Knowledge.BankBook waiting(
            Knowledge.BankBook known, Currency books, String code, Predicate<Question> isAnswered) {
        return new Knowledge.BankBook() {

            @Override
            public Optional<Reason> waits(Account account, Money amount, LocalDate from, LocalDate until) {
                return amount.currency().equals(books)
                                && !isAnswered.test(new Question(account.number(), amount, from, until))
                        ? Optional.of(unanswered(code, account, amount, from, until))
                        : Optional.empty();
            }

            @Override
            public Optional<LocalDate> booked(Account account, Money amount, LocalDate from, LocalDate until) {
                return known.booked(account, amount, from, until);
            }

            @Override
            public String voucher(Account account, Money amount, LocalDate from, LocalDate until) {
                return known.voucher(account, amount, from, until);
            }
        };
    }

    private static Reason unanswered(String code, Account account, Money amount, LocalDate from, LocalDate until) {
        return Reason.of(code, "account", account, "amount", amount, "from", from, "until", until);
    }

    /** The last Stockholm day that a merchant's target has locked, as it told last; null when none, or nobody has asked. */
    public @Nullable LocalDate lockedThrough(String merchant) {
        return database.sql(
                        "select locked_through from preflight where merchant = :merchant and locked_through is not null")
                .param("merchant", merchant)
                .query((row, n) -> row.getObject(1, LocalDate.class))
                .optional()
                .orElse(null);
    }

    /**
     * The payouts of a settlement as they reach the bank.
     *
     * @param waitingOnly only those that wait for the target to be asked
     */
    public List<Money> payouts(long settlement, boolean waitingOnly) {
        String waiting =
                " and exists (select 1 from held_event h where h.settlement_id = e.settlement_id and h.seq = e.seq"
                        + " and h.reason in (:codes))";
        return database.sql("select * from event e where e.settlement_id = :id and e.kind = 'PAYOUT' and e.amount <> 0"
                        + (waitingOnly ? waiting : "") + " order by e.seq")
                .param("id", settlement)
                .param("codes", CODES)
                .query((row, n) -> {
                    @Nullable String original = row.getString("original");
                    return original == null
                            ? Money.ofMinor(
                                    row.getLong("amount"),
                                    Currency.getInstance(
                                            row.getString("currency").strip()))
                            : Money.parse(original);
                })
                .list();
    }

    /** The invoices of a merchant that a person says were paid back outside the provider. */
    public Set<String> noted(String merchant) {
        return database
                .sql("select invoice from outside_refund where merchant = :merchant")
                .param("merchant", merchant)
                .query(String.class)
                .list()
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A person says that a credit invoice was paid back outside the provider, and how. */
    public void note(String merchant, String invoice, String note, String actor) {
        database.sql("""
                        insert into outside_refund (merchant, invoice, note, noted_by, noted_at)
                        values (:merchant, :invoice, :note, :actor, :now) on conflict do nothing
                        """)
                .param("merchant", merchant)
                .param("invoice", invoice)
                .param("note", note)
                .param("actor", actor)
                .param("now", database.nowAt())
                .update();
    }

    /** Of some texts, those that orders of events of a kind have as a reference, in settlements that count. */
    public Set<String> named(EventKind kind, List<String> profiles, Reference by, Collection<String> references) {
        if (profiles.isEmpty()) {
            return Set.of();
        }
        var named = new HashSet<String>();
        Database.someAtATime(
                references,
                some -> named.addAll(database.sql("""
                        select distinct %1$s from event e join settlement s on s.id = e.settlement_id
                        where s.profile in (:profiles) and s.state in ('PROVEN', 'PLANNED') and e.kind = :kind
                          and %1$s in (:references)
                        """.formatted(column(by)))
                        .param("profiles", profiles)
                        .param("kind", kind.name())
                        .param("references", some)
                        .query(String.class)
                        .list()));
        return named;
    }

    /** Of some numbers of credit invoices, those that Kvitta has made: the first step makes one, and is answered with its number. */
    public Set<String> ownCredits(String merchant, Collection<String> numbers) {
        var own = new HashSet<String>();
        Database.someAtATime(
                numbers,
                some -> own.addAll(database.sql("""
                                select distinct st.answer from step st join posting p on p.id = st.posting_id
                                where p.merchant = :merchant and p.kind = 'CREDIT_INVOICE' and st.answer in (:numbers)
                                  and not exists (select 1 from step b where b.posting_id = st.posting_id and b.seq < st.seq)
                                """)
                        .param("merchant", merchant)
                        .param("numbers", some)
                        .query(String.class)
                        .list()));
        return own;
    }

    private static String column(Reference reference) {
        return switch (reference) {
            case ORDER_NUMBER -> "e.order_number";
            case ORDER_ID -> "e.order_id";
            case FIRST_REFERENCE -> "coalesce(e.first_ref, e.order_number)";
            case SECOND_REFERENCE -> "e.second_ref";
        };
    }

    private Optional<Answer> answer(String merchant, Question question) {
        return about(
                        database.sql("select looked_at, booked_on, voucher from bank_look where " + SAME),
                        merchant,
                        question)
                .query((row, n) -> {
                    @Nullable LocalDate day = row.getObject("booked_on", LocalDate.class);
                    return new Answer(
                            Database.instant(row, "looked_at"),
                            day == null ? null : new Booked(day, row.getString("voucher")));
                })
                .optional();
    }

    private static StatementSpec about(StatementSpec statement, String merchant, Question question) {
        return statement
                .param("merchant", merchant)
                .param("account", question.account())
                .param("currency", question.amount().currency().getCurrencyCode())
                .param("amount", question.amount().minor())
                .param("from", question.from())
                .param("until", question.until());
    }

    private static String cut(String voucher) {
        return voucher.length() > 80 ? voucher.substring(0, 80) : voucher;
    }
}
