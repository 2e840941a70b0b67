package se.kvitta.report;

import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.MoneyRules;
import se.kvitta.journal.BookFigures;
import se.kvitta.journal.BookFigures.Flow;
import se.kvitta.journal.BookFigures.Placement;
import se.kvitta.journal.BookFigures.PotRow;
import se.kvitta.journal.BookFigures.Remainder;
import se.kvitta.journal.BookFigures.Stated;
import se.kvitta.journal.BookFigures.VatSum;
import se.kvitta.journal.BookFigures.Waiting;
import se.kvitta.journal.Documents;
import se.kvitta.journal.LedgerReads;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatRate;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.merchant.SourceMapping;
import se.kvitta.reason.Reasons;

/** Makes the report of a month, and what is open at a day's end, from the sums in the journal. */
public final class MonthReports {

    private static final String CLEARING = "CLEARING_";
    private static final String CLAIM = "CLAIM_";
    private static final String OSS_BOX = "OSS";

    private final BookFigures figures;
    private final LedgerReads ledger;
    private final Documents documents;
    private final Merchants merchants;
    private final Clock clock;

    public MonthReports(
            BookFigures figures, LedgerReads ledger, Documents documents, Merchants merchants, Clock clock) {
        this.figures = figures;
        this.ledger = ledger;
        this.documents = documents;
        this.merchants = merchants;
        this.clock = clock;
    }

    /** One account of a provider's money. */
    private record Pot(String profile, Currency currency) {}

    /**
     * The report of a month; of one that is not over, as far as it has come. Throws {@link IllegalArgumentException} for
     * an unknown merchant, and for a month that has not begun.
     *
     * @param language of what waits and why: {@code sv} or {@code en}
     */
    public MonthReport of(String merchantName, YearMonth month, String language) {
        Merchant merchant = merchants.requireMerchant(merchantName);
        if (month.isAfter(YearMonth.from(today()))) {
            throw new IllegalArgumentException(month + " has not begun");
        }
        LocalDate first = month.atDay(1);
        LocalDate last = month.atEndOfMonth();
        List<String> balance = balanceProfiles(merchant);
        Map<Pot, List<Stated>> stated = figures.stated(merchantName).stream()
                .collect(Collectors.groupingBy(
                        one -> new Pot(one.profile(), one.currency()), LinkedHashMap::new, Collectors.toList()));
        List<PotRow> pots = figures.pots(merchantName, first, last);
        List<Waiting> held = figures.held(merchantName, balance, last);
        List<VatSum> vat = figures.vat(merchantName, first, last);
        return new MonthReport(
                merchant.name(),
                merchant.title(),
                merchant.organisationNumber(),
                month,
                merchant.books(),
                completeness(merchant, month, stated),
                byHand(merchant, first, last),
                clearings(merchant, first, last, stated, pots, held, Reasons.in(language)),
                balances(merchant, pots, last),
                boxes(merchant, vat),
                taxed(merchant, vat),
                oss(merchant, last),
                EuThreshold.of(figures, merchant, last).orElse(null),
                euSales(merchant, first, last),
                readBack(merchant, month));
    }

    private MonthReport.@Nullable ReadBack readBack(Merchant merchant, YearMonth month) {
        return ledger.month(merchant.name(), month)
                .map(read -> new MonthReport.ReadBack(
                        merchants.target(merchant.target()).name(), read, ledger.others(merchant.name(), month)))
                .orElse(null);
    }

    /** Profiles whose provider keeps a running balance. */
    static List<String> balanceProfiles(Merchant merchant) {
        return merchant.profiles().values().stream()
                .filter(profile -> profile.money().day() == MoneyRules.Day.BALANCE)
                .map(Profile::name)
                .toList();
    }

    private LocalDate today() {
        return Stockholm.dayOf(clock.instant());
    }

    /** The provider as vouchers call it; a profile that no merchant file has any more is called by its name. */
    private String sourceName(String profile) {
        return merchants
                .profile(profile)
                .flatMap(merchants::sourceOf)
                .map(SourceMapping::name)
                .orElse(profile);
    }

    private MonthReport.Completeness completeness(Merchant merchant, YearMonth month, Map<Pot, List<Stated>> stated) {
        List<Placement> placements = figures.placements(merchant.name(), month.atDay(1), month.atEndOfMonth());
        long events = sum(placements, Placement::inPeriod);
        List<Placement> planned = placements.stream().filter(Placement::planned).toList();
        long notPlanned = events - sum(planned, Placement::inPeriod);
        List<MonthReport.Fault> faults = planned.stream()
                .filter(placement -> !placement.holds())
                .map(placement -> new MonthReport.Fault(
                        placement.settlement(),
                        placement.profile(),
                        placement.title(),
                        Math.max(placement.all(), placement.stated()),
                        placement.placed()))
                .toList();
        long held = sum(planned, Placement::held);
        long booked = sum(planned, Placement::booked);
        var through = new ArrayList<MonthReport.Through>();
        stated.forEach((pot, payouts) -> through.add(new MonthReport.Through(
                pot.profile(), sourceName(pot.profile()), pot.currency(), ClearingProof.completeThrough(payouts))));
        long heldDocuments = documents.held().stream()
                .filter(document -> merchant.profiles().containsKey(document.profile()))
                .count();
        return new MonthReport.Completeness(
                through,
                events,
                booked,
                held,
                events - notPlanned - held - booked,
                figures.leftOut(merchant.name(), month),
                notPlanned,
                heldDocuments,
                faults,
                month.atEndOfMonth());
    }

    private List<MonthReport.HandBooked> byHand(Merchant merchant, LocalDate first, LocalDate last) {
        return figures.bookedByHand(merchant.name(), first, last).stream()
                .map(one -> new MonthReport.HandBooked(
                        one.posting(),
                        one.profile(),
                        one.day(),
                        one.text(),
                        one.number(),
                        Money.ofMinor(one.total(), merchant.books()),
                        one.byHand().actor(),
                        Stockholm.dayOf(one.byHand().at()),
                        one.byHand().note()))
                .toList();
    }

    private static long sum(List<Placement> placements, ToLongFunction<Placement> what) {
        return placements.stream().mapToLong(what).sum();
    }

    private List<MonthReport.Clearing> clearings(
            Merchant merchant,
            LocalDate first,
            LocalDate last,
            Map<Pot, List<Stated>> stated,
            List<PotRow> pots,
            List<Waiting> held,
            Reasons reasons) {
        List<String> balance = balanceProfiles(merchant);
        List<Flow> flows = figures.flows(merchant.name(), balance, first, last);
        List<BookFigures.PaidLater> paidLater = figures.paidLater(merchant.name(), first, last);
        var all = new TreeSet<>(Comparator.comparing(Pot::profile)
                .thenComparing(pot -> pot.currency().getCurrencyCode()));
        flows.forEach(flow -> all.add(new Pot(flow.profile(), flow.currency())));
        pots.stream()
                .filter(row -> row.role().startsWith(CLEARING) || row.role().startsWith(CLAIM))
                .forEach(row -> all.add(new Pot(row.profile(), row.currency())));
        all.removeIf(pot ->
                !merchants.profile(pot.profile()).map(Profile::booksMoney).orElse(true));
        var clearings = new ArrayList<MonthReport.Clearing>();
        for (Pot pot : all) {
            List<Stated> payouts = stated.getOrDefault(pot, List.of());
            var proof = new ClearingProof(
                    pot.currency(),
                    first,
                    last,
                    flows.stream()
                            .filter(flow -> pot.equals(new Pot(flow.profile(), flow.currency())))
                            .toList(),
                    pots.stream()
                            .filter(row -> row.role().startsWith(CLEARING)
                                    && pot.equals(new Pot(row.profile(), row.currency())))
                            .toList(),
                    pots.stream()
                            .filter(row ->
                                    row.role().startsWith(CLAIM) && pot.equals(new Pot(row.profile(), row.currency())))
                            .toList(),
                    paidLater.stream()
                            .filter(one -> pot.equals(new Pot(one.profile(), one.currency())))
                            .toList(),
                    payouts.isEmpty() ? 0 : payouts.get(0).opening());
            List<MonthReport.Day> days = proof.days();
            clearings.add(new MonthReport.Clearing(
                    pot.profile(),
                    sourceName(pot.profile()),
                    pot.currency(),
                    balance.contains(pot.profile()),
                    ClearingProof.completeThrough(payouts),
                    proof.opening(),
                    proof.lines(),
                    proof.closing(),
                    proof.booked(first.minusDays(1)),
                    proof.booked(last),
                    proof.explained(last),
                    days.get(days.size() - 1).difference(),
                    held.stream()
                            .filter(waiting -> pot.equals(new Pot(
                                    waiting.profile(), waiting.event().amount().currency())))
                            .map(waiting -> held(waiting, reasons))
                            .toList(),
                    days,
                    ClearingProof.breaks(payouts)));
        }
        return clearings;
    }

    private static MonthReport.Held held(Waiting waiting, Reasons reasons) {
        return new MonthReport.Held(
                waiting.day(),
                waiting.title(),
                waiting.event().order().shown(),
                waiting.event().kind().name(),
                waiting.event().effect(),
                waiting.reason().code(),
                reasons.cause(waiting.reason()));
    }

    private List<MonthReport.Balance> balances(Merchant merchant, List<PotRow> pots, LocalDate last) {
        Currency books = merchant.books();
        List<Remainder> open = figures.remainders(merchant.name(), last);
        var balances = new TreeMap<List<String>, List<PotRow>>(
                Comparator.comparing((List<String> key) -> String.join("|", key)));
        pots.stream().filter(row -> !row.role().startsWith(CLEARING)).forEach(row -> balances.computeIfAbsent(
                        List.of(row.profile(), row.role(), row.currency().getCurrencyCode()),
                        fresh -> new ArrayList<>())
                .add(row));
        LocalDate first = last.withDayOfMonth(1);
        var result = new ArrayList<MonthReport.Balance>();
        balances.forEach((key, rows) -> {
            PotRow one = rows.get(0);
            List<PotRow> before =
                    rows.stream().filter(row -> row.day().isBefore(first)).toList();
            result.add(new MonthReport.Balance(
                    one.profile(),
                    one.role(),
                    one.currency(),
                    amount(before, one.currency()),
                    amount(rows, one.currency()),
                    inBooks(before, books),
                    inBooks(rows, books),
                    OpenItems.aged(
                            open.stream()
                                    .filter(item -> item.profile().equals(one.profile())
                                            && item.role().equals(one.role())
                                            && item.currency().equals(one.currency()))
                                    .toList(),
                            last,
                            books)));
        });
        return result;
    }

    private static Money amount(List<PotRow> rows, Currency currency) {
        return Money.ofMinor(rows.stream().mapToLong(PotRow::amount).sum(), currency);
    }

    private static Money inBooks(List<PotRow> rows, Currency books) {
        return Money.ofMinor(rows.stream().mapToLong(PotRow::inBooks).sum(), books);
    }

    /** Sales and output VAT stand in credit, purchases and input VAT in debit; the return shows both above zero. */
    private static long inReturn(VatSum sum) {
        boolean debit = sum.box().startsWith("2") || sum.box().equals("48");
        return debit ? sum.amount() : -sum.amount();
    }

    private static List<MonthReport.Box> boxes(Merchant merchant, List<VatSum> vat) {
        var boxes = new TreeMap<String, long[]>();
        vat.stream()
                .filter(sum -> !sum.box().isEmpty() && !sum.box().equals(OSS_BOX))
                .forEach(sum -> {
                    long[] box = boxes.computeIfAbsent(sum.box(), fresh -> new long[2]);
                    box[0] += inReturn(sum);
                    box[1] += sum.rows();
                });
        return boxes.entrySet().stream()
                .map(box -> new MonthReport.Box(
                        box.getKey(), Money.ofMinor(box.getValue()[0], merchant.books()), box.getValue()[1]))
                .toList();
    }

    private record TaxKey(int rate, String country, String rule) {}

    private static List<MonthReport.Taxed> taxed(Merchant merchant, List<VatSum> vat) {
        var sums = new TreeMap<TaxKey, List<VatSum>>(Comparator.comparing(TaxKey::country)
                .thenComparing(Comparator.comparing(TaxKey::rate).reversed())
                .thenComparing(TaxKey::rule));
        vat.forEach(sum -> {
            @Nullable Integer rate = sum.rate();
            sums.computeIfAbsent(
                            new TaxKey(rate == null ? -1 : rate, sum.country(), sum.rule()), fresh -> new ArrayList<>())
                    .add(sum);
        });
        var taxed = new ArrayList<MonthReport.Taxed>();
        sums.forEach((key, parts) -> taxed.add(new MonthReport.Taxed(
                key.rate() < 0 ? null : new VatRate(key.rate()).toString(),
                key.country(),
                parts.stream()
                        .map(VatSum::box)
                        .filter(box -> !box.isEmpty())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(" ")),
                key.rule(),
                total(parts, false, merchant.books()),
                total(parts, true, merchant.books()))));
        return taxed;
    }

    private static Money total(List<VatSum> sums, boolean output, Currency books) {
        return Money.ofMinor(
                sums.stream()
                        .filter(sum -> sum.output() == output)
                        .mapToLong(MonthReports::inReturn)
                        .sum(),
                books);
    }

    private record OssKey(String quarter, boolean correction, String country, int rate) {}

    private List<MonthReport.Oss> oss(Merchant merchant, LocalDate last) {
        LocalDate first = last.withDayOfMonth(1).withMonth((last.getMonthValue() - 1) / 3 * 3 + 1);
        String quarter = last.getYear() + "-Q" + ((last.getMonthValue() - 1) / 3 + 1);
        var sums = new TreeMap<OssKey, List<VatSum>>(Comparator.comparing(OssKey::quarter)
                .thenComparing(OssKey::correction)
                .thenComparing(OssKey::country)
                .thenComparing(OssKey::rate));
        for (VatSum sum : figures.vat(merchant.name(), first, last)) {
            @Nullable Integer rate = sum.rate();
            if (sum.box().equals(OSS_BOX)) {
                boolean correction = !sum.period().isEmpty() && !sum.period().equals(quarter);
                sums.computeIfAbsent(
                                new OssKey(
                                        correction ? sum.period() : quarter,
                                        correction,
                                        sum.country(),
                                        rate == null ? 0 : rate),
                                fresh -> new ArrayList<>())
                        .add(sum);
            }
        }
        var oss = new ArrayList<MonthReport.Oss>();
        sums.forEach((key, parts) -> oss.add(new MonthReport.Oss(
                key.quarter(),
                key.correction(),
                key.country(),
                new VatRate(key.rate()).toString(),
                total(parts, false, merchant.books()),
                total(parts, true, merchant.books()))));
        return oss;
    }

    private List<MonthReport.EuSale> euSales(Merchant merchant, LocalDate first, LocalDate last) {
        Currency books = merchant.books();
        var sums = new TreeMap<String, MonthReport.EuSale>();
        for (BookFigures.EuSale sale : figures.salesToEuBusinesses(merchant.name(), first, last)) {
            Money amount = Money.ofMinor(sale.amount(), books);
            boolean goods = sale.box().equals("35");
            sums.merge(
                    sale.vatNumber() + "|" + sale.country(),
                    new MonthReport.EuSale(
                            sale.vatNumber(),
                            sale.country(),
                            goods ? amount : Money.zero(books),
                            goods ? Money.zero(books) : amount),
                    (one, other) -> new MonthReport.EuSale(
                            one.vatNumber(),
                            one.country(),
                            one.goods().plus(other.goods()),
                            one.services().plus(other.services())));
        }
        return List.copyOf(sums.values());
    }
}
