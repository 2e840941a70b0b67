package se.kvitta.sie;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes up accounts, dimensions, objects and balances, and notices when something is used that was not declared. */
final class ChartRecords {

    private final Problems problems;
    private final Map<String, SieAccount> accounts = new LinkedHashMap<>();
    private final List<SieDimension> dimensions = new ArrayList<>();
    private final List<SieObject> objects = new ArrayList<>();
    private final List<SieBalance> balances = new ArrayList<>();
    private final Set<String> seenAccounts = new HashSet<>();
    private final Set<Integer> seenDimensions = new HashSet<>();
    private boolean saidThatNoneIsDeclared;

    ChartRecords(Problems problems) {
        this.problems = problems;
    }

    void read(SieRecord record) throws UnreadableRecord {
        switch (record.label()) {
            case "#KONTO" -> readAccount(record);
            case "#KTYP", "#ENHET", "#SRU" -> readDetail(record);
            case "#DIM" -> dimensions.add(new SieDimension(dimension(record, 0), record.required(1, "name"), null));
            case "#UNDERDIM" ->
                dimensions.add(
                        new SieDimension(dimension(record, 0), record.required(1, "name"), dimension(record, 2)));
            case "#OBJEKT" ->
                objects.add(new SieObject(
                        dimension(record, 0), record.required(1, "object number"), record.required(2, "name")));
            default ->
                readBalance(record, SieBalance.Kind.valueOf(record.label().substring(1)));
        }
    }

    private static int dimension(SieRecord record, int index) throws UnreadableRecord {
        return record.wholeNumber(index, "dimension");
    }

    private void readAccount(SieRecord record) throws UnreadableRecord {
        var number = record.account(0);
        if (accounts.containsKey(number)) {
            problems.warning(record.line(), "the account " + number + " is declared twice; the first name counts");
            return;
        }
        accounts.put(number, SieAccount.of(number, record.required(1, "name of the account")));
        if (seenAccounts.add(number)) {
            checkLength(record.line(), number);
        }
    }

    private void readDetail(SieRecord record) throws UnreadableRecord {
        var number = record.account(0);
        var account = accounts.get(number);
        if (account == null) {
            problems.warning(
                    record.line(),
                    record.label() + " is left out: the account " + number + " is not declared before by #KONTO");
            return;
        }
        var kind = account.kind();
        var unit = account.unit();
        var codes = new ArrayList<>(account.sruCodes());
        switch (record.label()) {
            case "#KTYP" -> kind = SieAccount.Kind.ofCode(record.required(1, "kind of account"));
            case "#ENHET" -> unit = record.required(1, "unit");
            default -> codes.add(record.required(1, "SRU code"));
        }
        accounts.put(number, new SieAccount(number, account.name(), kind, unit, codes));
    }

    private void readBalance(SieRecord record, SieBalance.Kind kind) throws UnreadableRecord {
        var index = 0;
        var year = record.wholeNumber(index++, "year index");
        var period = kind.hasPeriod() ? record.requiredPeriod(index++) : null;
        var account = record.account(index++);
        var refs = kind.hasObjects() ? record.objects(index++) : List.<SieObjectRef>of();
        var ore = record.amount(index++);
        balances.add(new SieBalance(kind, year, period, account, refs, ore, record.quantity(index)));
        use(record.line(), account, refs);
    }

    /** Notes that a row or balance uses an account and objects. */
    void use(int line, String account, List<SieObjectRef> refs) {
        if (seenAccounts.add(account)) {
            checkLength(line, account);
            if (!accounts.isEmpty()) {
                problems.warning(line, "the account " + account + " is not declared by #KONTO");
            } else if (!saidThatNoneIsDeclared) {
                saidThatNoneIsDeclared = true;
                problems.warning(line, "the file uses accounts but declares none by #KONTO");
            }
        }
        for (var ref : refs) {
            if (seenDimensions.add(ref.dimension())
                    && !SieDimension.isReserved(ref.dimension())
                    && dimensions.stream().noneMatch(d -> d.number() == ref.dimension())) {
                problems.warning(line, "the dimension " + ref.dimension() + " is not declared by #DIM or #UNDERDIM");
            }
        }
    }

    private void checkLength(int line, String account) {
        if (account.length() != 4) {
            problems.warning(line, "the account " + account + " has not four digits");
        }
    }

    List<SieAccount> accounts() {
        return List.copyOf(accounts.values());
    }

    List<SieDimension> dimensions() {
        return dimensions;
    }

    List<SieObject> objects() {
        return objects;
    }

    List<SieBalance> balances() {
        return balances;
    }
}
