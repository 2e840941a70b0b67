package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import se.kvitta.booking.Booking;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.FortnoxSandbox;
import se.kvitta.sandbox.fortnox.Invoice;
import se.kvitta.sandbox.fortnox.SandboxCompany;
import se.kvitta.sandbox.fortnox.Voucher;
import se.kvitta.target.TargetUnderTest;
import se.kvitta.testing.FortnoxWire;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.ShopInvoices;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.openapi.SchemaWatch;

/** Fortnox, with its sandbox. */
final class FortnoxUnderTest implements TargetUnderTest {

    private static final int YEAR = 6;
    private static final int ROUNDING = 3740;
    private static final Pattern MARKER = Pattern.compile("\\(kv [^)]*\\)");

    private static final Way VOUCHERS = new Way(
            "vouchers",
            List.of("modes: [daily, payout]"),
            List.of(
                    new Change("POST /3/vouchers", true),
                    // A file that hangs nowhere does no harm.
                    new Change("POST /3/inbox", false),
                    new Change("POST /3/voucherfileconnections", true)),
            "GET /3/vouchers.*",
            "TARGET_LOOKS_ALIKE",
            List.of(locked(), inactive(6064), withoutLicence("inbox")));

    private static final Way LEDGER = new Way(
            "ledger",
            List.of("modes: [ledger, payout]"),
            List.of(
                    new Change("POST /3/invoices", true),
                    new Change("PUT /3/invoices/{DocumentNumber}/bookkeep", true),
                    new Change("PUT /3/invoices/{DocumentNumber}/credit", true),
                    new Change("PUT /3/invoices/{DocumentNumber}", true),
                    new Change("POST /3/invoicepayments", true),
                    new Change("PUT /3/invoicepayments/{Number}/bookkeep", true),
                    // With a number of ours, so that making one twice makes one.
                    new Change("POST /3/customers", false)),
            "GET /3/invoices.*",
            "INVOICE_LOOKS_ALIKE",
            List.of(locked(), inactive(6064), inactive(3002)));

    /** An invoice that is raised to a whole krona, and its payment, have rows that no posting has. */
    private static final Way WHOLE_KRONOR = new Way(
            "ledger in whole kronor",
            LEDGER.profile(),
            LEDGER.changes(),
            LEDGER.look(),
            LEDGER.edited(),
            LEDGER.obstacles());

    private static final Way MATCH = new Way(
            "match",
            List.of("modes: [match, payout]", "match: { in: YourReference }"),
            List.of(
                    new Change("POST /3/invoicepayments", true),
                    new Change("PUT /3/invoicepayments/{Number}/bookkeep", true)),
            "GET /3/invoicepayments.*",
            "", // Fortnox keeps no text on a payment
            List.of(locked(), inactive(6064)));

    private static final Way ORDERS = new Way(
            "order",
            List.of("modes: [order]", "orders: order"),
            List.of(new Change("POST /3/orders", true)),
            "",
            "",
            List.of());

    private static final Way INVOICES = new Way(
            "unbooked invoice",
            List.of("modes: [order]", "orders: invoice"),
            List.of(new Change("POST /3/invoices", true)),
            "",
            "",
            List.of());

    private final Path folder;
    private FortnoxSandbox sandbox;
    private SchemaWatch wire;
    private long tenant = Sandboxes.COMPANY;
    private boolean refusing;

    FortnoxUnderTest(Path folder) {
        this.folder = folder;
        this.sandbox = open(0);
        this.wire = FortnoxWire.watch(sandbox);
    }

    private FortnoxSandbox open(int port) {
        try {
            FortnoxSandbox opened = FortnoxSandbox.start(FortnoxSandbox.Options.in(folder)
                    .port(port)
                    .companies("ljusbutiken")
                    // Retry-After: the shortest that can be said.
                    .assuming("retry-after", "send")
                    .limit(1_000_000, Duration.ofSeconds(1)));
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Obstacle locked() {
        return new Obstacle(
                "locked period",
                "TARGET_PERIOD_LOCKED",
                "2026-02-28",
                false,
                company -> books(company).lockThrough(java.time.LocalDate.of(2026, 2, 28)),
                company -> books(company).lockThrough(null));
    }

    private static Obstacle inactive(int account) {
        return new Obstacle(
                account + " inactive",
                "TARGET_ACCOUNT_MISSING",
                String.valueOf(account),
                false,
                company -> books(company).activate(YEAR, account, false),
                company -> books(company).activate(YEAR, account, true));
    }

    private static Obstacle withoutLicence(String scope) {
        return new Obstacle(
                "no licence for " + scope,
                "EVIDENCE_NOT_ATTACHED",
                "only the document is missing",
                true,
                company -> books(company)
                        .license(Stream.of("bookkeeping", "connectfile", "companyinformation", "settings")
                                .filter(other -> !other.equals(scope))
                                .toList()),
                company -> books(company)
                        .license(List.of("bookkeeping", "connectfile", "companyinformation", "settings", scope)));
    }

    private static SandboxCompany books(Company company) {
        return ((FortnoxCompany) company).books();
    }

    @Override
    public String slug() {
        return "fortnox";
    }

    @Override
    public Map<String, Object> properties() {
        return Map.of(
                "fortnox.api-url",
                sandbox.baseUrl().toString(),
                "fortnox.token-url",
                sandbox.baseUrl() + "/oauth-v1/token",
                "fortnox.response-timeout",
                "1500",
                "TEST_FORTNOX_SECRET",
                FortnoxSandbox.App.KVITTA.clientSecret());
    }

    @Override
    public void prepare(TestHome home) {
        // A test home has no pacing.
    }

    @Override
    public List<Way> ways() {
        return List.of(VOUCHERS, LEDGER, MATCH);
    }

    @Override
    public List<Way> orderWays() {
        return List.of(ORDERS, INVOICES);
    }

    @Override
    public List<Way> unevenWays() {
        return List.of(WHOLE_KRONOR);
    }

    @Override
    public Company newCompany(String merchant, Way way) {
        tenant++;
        sandbox.addCompany("{\"seed\":\"ljusbutiken\",\"tenant\":" + tenant + ",\"name\":\"" + merchant + "\"}");
        boolean wholeKronor = way.name().equals(WHOLE_KRONOR.name());
        var company = new FortnoxCompany(tenant, way.name().equals(INVOICES.name()), wholeKronor);
        company.books().sales().roundToKronor(wholeKronor);
        return company;
    }

    @Override
    public Set<Trouble> troubles() {
        return Set.of(Trouble.values());
    }

    @Override
    public int strike(Trouble trouble, String call, int times) {
        Fault fault =
                switch (trouble) {
                    case LOST_REPLY -> Fault.of(Fault.Kind.LOST_REPLY);
                    // Longer than it takes to look for it the first time.
                    case LATE_EFFECT -> Fault.of(Fault.Kind.LATE_EFFECT).after(Duration.ofMillis(500));
                    case TRUNCATED_REPLY -> Fault.of(Fault.Kind.TRUNCATED);
                    case SLOW_REPLY -> Fault.of(Fault.Kind.SLOW).after(Duration.ofMillis(2500));
                    case SERVER_FAULT_THOUGH_DONE ->
                        Fault.of(Fault.Kind.SYSTEM_EXCEPTION).executing();
                    case CUT_BEFORE -> Fault.of(Fault.Kind.CUT_BEFORE);
                    case SERVER_FAULT -> Fault.of(Fault.Kind.SYSTEM_EXCEPTION);
                    case UNAVAILABLE -> Fault.of(Fault.Kind.UNAVAILABLE);
                    case PAGE_FOR_PEOPLE -> Fault.of(Fault.Kind.HTML);
                    case UNAUTHORIZED -> Fault.of(Fault.Kind.UNAUTHORIZED);
                    case TOO_MANY_CALLS -> Fault.of(Fault.Kind.TOO_MANY_REQUESTS);
                };
        String[] parts = call.split(" ", 2);
        return sandbox.fault(
                fault.on(parts[0], parts[1].replaceAll("\\{\\w+}", "[^/]+")).times(times));
    }

    @Override
    public void storm(long seed) {
        Stream.of(
                        Fault.of(Fault.Kind.LOST_REPLY).perMille(50, seed),
                        Fault.of(Fault.Kind.SYSTEM_EXCEPTION).perMille(35, seed + 1),
                        Fault.of(Fault.Kind.SYSTEM_EXCEPTION).executing().perMille(35, seed + 2),
                        Fault.of(Fault.Kind.UNAVAILABLE).perMille(40, seed + 3))
                .forEach(fault -> sandbox.fault(fault.on(".*", "/3/.*").always()));
    }

    @Override
    public int struck(int strike) {
        return sandbox.struck(strike);
    }

    @Override
    public void arrive() {
        await().pollInterval(Duration.ofMillis(5)).until(() -> sandbox.late() == 0);
    }

    @Override
    public long calls(String call) {
        return sandbox.calls(call);
    }

    @Override
    public void calm() {
        if (refusing) {
            sandbox = open(sandbox.port());
            wire = FortnoxWire.watch(sandbox);
            refusing = false;
        }
        sandbox.clearFaults();
        sandbox.resetCalls();
    }

    @Override
    public void refuseConnections() {
        refusing = true;
        sandbox.close();
        wire.requireNothing();
    }

    @Override
    public List<String> secrets() {
        return List.of(FortnoxSandbox.App.KVITTA.clientSecret(), "eyJ[A-Za-z0-9_-]{8,}", "Bearer \\w");
    }

    @Override
    public void close() {
        sandbox.close();
        wire.requireNothing();
    }

    /** A company in the sandbox. */
    private final class FortnoxCompany implements Company {
        private final long number;
        private final boolean unbooked;
        private final boolean wholeKronor;
        private Map<Integer, Long> before = Map.of();
        private int vouchersBefore;

        /**
         * @param unbooked whether it has invoices that nobody has booked yet
         * @param wholeKronor whether it rounds invoices, so that those with öre are raised
         */
        FortnoxCompany(long number, boolean unbooked, boolean wholeKronor) {
            this.number = number;
            this.unbooked = unbooked;
            this.wholeKronor = wholeKronor;
        }

        SandboxCompany books() {
            return sandbox.company(number);
        }

        @Override
        public String target() {
            return "{ system: fortnox, connection: { tenant: \"" + number
                    + "\", clientId: kvitta-sandbox, clientSecret: secret:TEST_FORTNOX_SECRET } }";
        }

        @Override
        public void expect(List<Posting> planned) {
            ShopInvoices.of(books()).add(planned);
            before = books().balances(YEAR);
            vouchersBefore = books().vouchers().size();
        }

        private List<Voucher> vouchers() {
            List<Voucher> all = books().vouchers();
            return all.subList(vouchersBefore, all.size());
        }

        @Override
        public List<Entry> entries() {
            return vouchers().stream().map(this::entry).toList();
        }

        @Override
        public List<String> orders() {
            return Stream.concat(
                            books().sales().orders().stream().map(order -> shown(order.head(), order.sums())),
                            books().sales().invoices().stream()
                                    .filter(invoice -> !invoice.booked())
                                    .map(invoice -> shown(invoice.head(), invoice.sums())))
                    .toList();
        }

        private static String shown(Invoice.Head head, Invoice.Sums sums) {
            return head.invoiceDate() + " " + head.texts().get("ExternalInvoiceReference1") + " "
                    + head.texts().get("YourOrderNumber") + " " + sums;
        }

        private Entry entry(Voucher voucher) {
            var rows = new TreeMap<String, Long>();
            for (Voucher.Row row : voucher.rows()) {
                boolean result = row.account() >= 3000 && row.account() < 9000;
                if (row.counts()) {
                    rows.merge(
                            result && row.costCenter() != null
                                    ? row.account() + " " + row.costCenter()
                                    : String.valueOf(row.account()),
                            row.effectOre(),
                            Long::sum);
                }
            }
            rows.values().removeIf(sum -> sum == 0);
            long documents = books().connections().stream()
                    .filter(connection ->
                            connection.series().equals(voucher.series()) && connection.number() == voucher.number())
                    .count();
            return new Entry(
                    voucher.series(),
                    String.valueOf(voucher.number()),
                    marker(voucher),
                    voucher.date(),
                    rows,
                    Math.toIntExact(documents));
        }

        private String marker(Voucher voucher) {
            String text = voucher.description();
            if (voucher.referenceType().equals("INVOICE")) {
                text = Objects.toString(
                        books().sales()
                                .invoice(Long.parseLong(Objects.requireNonNull(voucher.referenceNumber())))
                                .externalReference1(),
                        "");
            }
            Matcher marker = MARKER.matcher(text);
            return marker.find() ? marker.group() : "";
        }

        @Override
        public Map<String, Long> movements() {
            var movements = new TreeMap<String, Long>();
            books().balances(YEAR).forEach((account, ore) -> movements.put(String.valueOf(account), ore));
            before.forEach((account, ore) -> movements.merge(String.valueOf(account), -ore, Long::sum));
            movements.values().removeIf(sum -> sum == 0);
            return movements;
        }

        @Override
        public List<String> faults() {
            var faults = new ArrayList<String>(books().invariants());
            if (unbooked) {
                return faults;
            }
            for (Invoice invoice : books().sales().invoices()) {
                if (!invoice.booked() && !invoice.cancelled()) {
                    faults.add("invoice " + invoice.number() + " is not booked");
                } else if (invoice.balanceMinor() != 0) {
                    faults.add("invoice " + invoice.number() + " is not paid");
                }
            }
            long raised = books().sales().payments().stream()
                    .filter(payment -> Objects.equals(payment.account(), ROUNDING)
                            || payment.writeOffs().stream().anyMatch(part -> part.account() == ROUNDING))
                    .count();
            if (wholeKronor && (raised == 0 || movements().containsKey(String.valueOf(ROUNDING)))) {
                faults.add(raised + " invoices were raised to whole kronor, and " + ROUNDING + " is "
                        + movements().getOrDefault(String.valueOf(ROUNDING), 0L));
            }
            books().sales().payments().stream()
                    .filter(payment -> !payment.booked())
                    .forEach(payment -> faults.add("payment " + payment.number() + " is not booked"));
            return faults;
        }

        @Override
        public Runnable edit(Posting posting) {
            if (posting.booking().kind() == Booking.Kind.VOUCHER) {
                Voucher ours = vouchers().stream()
                        .filter(voucher -> voucher.description().contains(posting.marker()))
                        .findFirst()
                        .orElseThrow();
                books().editVoucher(ours.financialYear(), ours.series(), ours.number(), "Klarna, rättad text");
                return () -> books().editVoucher(
                                ours.financialYear(),
                                ours.series(),
                                ours.number(),
                                "Klarna, rättad text " + posting.marker());
            }
            Invoice ours = books().sales().invoices().stream()
                    .filter(invoice -> posting.marker().equals(invoice.externalReference1()))
                    .findFirst()
                    .orElseThrow();
            assertThat(ours.booked()).isFalse();
            // A marker that is cut says nothing about whose the invoice is.
            String cut = posting.marker().substring(0, posting.marker().length() - 3);
            books().sales().editInvoice(ours.number(), "{\"ExternalInvoiceReference1\":\"" + cut + "\"}");
            return () -> books().sales()
                    .editInvoice(ours.number(), "{\"ExternalInvoiceReference1\":\"" + posting.marker() + "\"}");
        }
    }
}
