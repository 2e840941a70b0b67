package se.kvitta.sandbox.klarna;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** The lines of one order: price with VAT in minor units, and rate in hundredths of a percent. */
record Basket(List<Line> lines) {

    /** One line of an order. */
    record Line(long price, int vatRate) {}

    static Basket random(Random random, Market market) {
        var lines = new ArrayList<Line>();
        for (var count = 1 + random.nextInt(4); count > 0; count--) {
            var rate = market.vatRate(random);
            var price = random.nextInt(4) == 0 ? 100 + random.nextInt(30_000) : 100 * (29 + random.nextInt(1_500));
            lines.add(new Line(price, rate));
        }
        return new Basket(List.copyOf(lines));
    }

    long total() {
        return lines.stream().mapToLong(Line::price).sum();
    }

    Basket only(int from, int to) {
        return new Basket(lines.subList(from, to));
    }

    /** VAT by rate, highest rate first; each line is rounded by itself. Lines without VAT are left out. */
    List<SettlementRow.Vat> vat() {
        var byRate = new TreeMap<Integer, Long>(Comparator.reverseOrder());
        for (var line : lines) {
            if (line.vatRate() > 0) {
                byRate.merge(line.vatRate(), Minor.inside(line.price(), line.vatRate()), Math::addExact);
            }
        }
        return byRate.entrySet().stream()
                .map(entry -> new SettlementRow.Vat(entry.getKey(), entry.getValue()))
                .toList();
    }
}
