package se.kvitta.sie;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary models for property tests. */
final class SieModels {

    private static final String WRITABLE = "abcåäöÅÄÖéÉüÜæÆ 0123456789.,:;!?#%&/()=+-*'{}[]<>|@$£¢¥½¼«»ñÑ ªº¿¡";

    private SieModels() {}

    /** Texts that need no transliteration; with quotes only for a writer that escapes them. */
    static Arbitrary<String> texts(boolean quotes) {
        return Arbitraries.strings()
                .withChars((WRITABLE + (quotes ? "\"" : "")).toCharArray())
                .ofMaxLength(25);
    }

    /** Anything a web shop may hand over. */
    static Arbitrary<String> wildTexts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(30),
                Arbitraries.strings()
                        .withChars("aö ø€–”’…\"\\\t\r\n\u0000\u00a0\u0301µß±÷ⁿ─\u2028\uFE0F".toCharArray())
                        .ofMaxLength(20),
                Arbitraries.of("☕ Kaffe & Kök 👩‍🍳", "Ångström", "Łódź – “Œuvre”", "C:\\Docs\\", "a\\\"b", "\uD800"));
    }

    static Arbitrary<LocalDate> dates() {
        return Arbitraries.longs()
                .between(
                        LocalDate.of(1, 1, 1).toEpochDay(),
                        LocalDate.of(9999, 12, 31).toEpochDay())
                .map(LocalDate::ofEpochDay);
    }

    static Arbitrary<String> accounts() {
        return Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(6);
    }

    static Arbitrary<List<SieObjectRef>> refs() {
        var objects = Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(6);
        return Combinators.combine(Arbitraries.integers().between(1, 30), objects)
                .as(SieObjectRef::new)
                .list()
                .ofMaxSize(3);
    }

    static Arbitrary<BigDecimal> quantities() {
        return Arbitraries.bigDecimals()
                .between(new BigDecimal("-100000"), new BigDecimal("100000"))
                .ofScale(3);
    }

    static Arbitrary<SieVoucher> vouchers(Arbitrary<String> texts) {
        var row = Combinators.combine(
                        accounts(),
                        refs(),
                        Arbitraries.longs().between(-1_000_000_000_000_000L, 1_000_000_000_000_000L),
                        dates().injectNull(0.5),
                        texts,
                        quantities().injectNull(0.7),
                        texts)
                .as(SieRow::new);
        return Combinators.combine(
                        Arbitraries.of("", "A", "K", "LEV1", "7"),
                        Arbitraries.of("", "1", "27"),
                        dates(),
                        texts,
                        dates().injectNull(0.5),
                        texts,
                        row.list().ofMaxSize(5),
                        accounts())
                .as((series, number, date, text, registered, sign, rows, last) -> {
                    var balanced = new ArrayList<>(rows);
                    balanced.add(SieRow.of(last, SieVoucher.sum(rows).negate().longValueExact()));
                    return new SieVoucher(series, number, date, text, registered, sign, balanced);
                });
    }

    static Arbitrary<SieFile> files(boolean quotes) {
        var texts = texts(quotes);
        return Combinators.combine(
                        headers(texts),
                        years(),
                        chart(texts),
                        Combinators.combine(
                                        Arbitraries.integers().between(1, 40),
                                        texts,
                                        Arbitraries.integers().between(1, 40).injectNull(0.5))
                                .as(SieDimension::new)
                                .list()
                                .ofMaxSize(3),
                        Combinators.combine(
                                        Arbitraries.integers().between(1, 40),
                                        Arbitraries.strings()
                                                .alpha()
                                                .numeric()
                                                .ofMinLength(1)
                                                .ofMaxLength(8),
                                        texts)
                                .as(SieObject::new)
                                .list()
                                .ofMaxSize(3),
                        balances().list().ofMaxSize(4),
                        vouchers(texts).list().ofMaxSize(4))
                .as((header, years, accounts, dimensions, objects, balances, vouchers) -> {
                    var writable = !years.isEmpty() && !accounts.isEmpty();
                    return new SieFile(
                            header, years, accounts, dimensions, objects, writable ? balances : List.of(), vouchers);
                });
    }

    private static Arbitrary<SieHeader> headers(Arbitrary<String> texts) {
        var names = texts.map(text -> "N" + text);
        var addresses = Combinators.combine(texts, texts, texts, texts).as(SieAddress::new);
        var companies = Combinators.combine(
                        names,
                        Arbitraries.of("", "559999-1238"),
                        Arbitraries.of("", "1"),
                        Arbitraries.of("", "2"),
                        Arbitraries.of("", "AB", "X"),
                        texts,
                        addresses.injectNull(0.5))
                .as((name, number, acquisition, activity, form, id, address) -> new SieCompany(
                        name,
                        number,
                        number.isEmpty() ? "" : acquisition,
                        number.isEmpty() ? "" : activity,
                        form,
                        id,
                        "",
                        address));
        return Combinators.combine(
                        names,
                        texts,
                        dates(),
                        texts,
                        texts,
                        companies,
                        Arbitraries.integers().between(1990, 2100).injectNull(0.5),
                        Arbitraries.of("SEK", "EUR"))
                .as((program, version, generated, sign, comment, company, taxYear, currency) -> new SieHeader(
                        program, version, generated, sign, 4, comment, company, taxYear, null, "BAS2026", currency));
    }

    private static Arbitrary<List<SieYear>> years() {
        return dates().filter(date -> date.getYear() < 9990).list().ofMaxSize(2).map(starts -> {
            var years = new ArrayList<SieYear>();
            for (var i = 0; i < starts.size(); i++) {
                years.add(new SieYear(-i, starts.get(i), starts.get(i).plusDays(364)));
            }
            return years;
        });
    }

    private static Arbitrary<List<SieAccount>> chart(Arbitrary<String> texts) {
        return Combinators.combine(
                        accounts(),
                        texts,
                        Arbitraries.of(SieAccount.Kind.class).injectNull(0.5),
                        Arbitraries.of("", "st", "liter"),
                        Arbitraries.of("7281", "7310").list().ofMaxSize(2))
                .as(SieAccount::new)
                .list()
                .uniqueElements(SieAccount::number)
                .ofMaxSize(4);
    }

    private static Arbitrary<SieBalance> balances() {
        var months = dates().map(YearMonth::from);
        return Combinators.combine(
                        Arbitraries.of(SieBalance.Kind.class),
                        Arbitraries.integers().between(-1, 0),
                        months,
                        accounts(),
                        refs().filter(refs -> !refs.isEmpty()),
                        Arbitraries.longs(),
                        quantities().injectNull(0.5))
                .as((kind, year, month, account, refs, ore, quantity) -> new SieBalance(
                        kind,
                        year,
                        kind.hasPeriod() ? month : null,
                        account,
                        kind.hasObjects() ? refs.subList(0, 1) : List.of(),
                        ore,
                        quantity));
    }
}
