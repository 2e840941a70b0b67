package se.kvitta.sandbox.fortnox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The faults that are switched on. The first that strikes a call keeps it from the others. */
final class Faults {

    private final List<Armed> armed = new ArrayList<>();
    private int lastId;

    /** Returns the fault's number. */
    synchronized int arm(Fault fault) {
        lastId++;
        armed.add(new Armed(lastId, fault));
        return lastId;
    }

    synchronized void clear() {
        armed.clear();
    }

    synchronized Optional<Fault> strike(Call call) {
        for (var one : armed) {
            if (one.strikes(call)) {
                return Optional.of(one.fault);
            }
        }
        return Optional.empty();
    }

    synchronized List<State> all() {
        return armed.stream().map(one -> new State(one.id, one.fault, one.left)).toList();
    }

    /** @param left how many calls it may still strike */
    record State(int id, Fault fault, int left) {}

    private static final class Armed {

        private final int id;
        private final Fault fault;
        private final Random random;
        private int left;

        private Armed(int id, Fault fault) {
            this.id = id;
            this.fault = fault;
            this.random = new Random(fault.seed());
            this.left = fault.times();
        }

        private boolean strikes(Call call) {
            if (left == 0 || !fault.matches(call) || random.nextInt(1000) >= fault.perMille()) {
                return false;
            }
            left--;
            return true;
        }
    }
}
