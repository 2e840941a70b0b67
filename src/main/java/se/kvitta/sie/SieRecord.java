package se.kvitta.sie;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One record that was read, with its fields as what they mean. Fields count from 0; extra fields are ignored. */
record SieRecord(int line, String label, List<Line.Field> fields) {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,9}");

    /** An optional text; empty when it is left out. */
    String text(int index) throws UnreadableRecord {
        if (index >= fields.size()) {
            return "";
        }
        var field = fields.get(index);
        if (field.list() != null) {
            throw new UnreadableRecord("an object list stands where a text or number is expected");
        }
        return withoutControlCharacters(field.text());
    }

    String required(int index, String what) throws UnreadableRecord {
        if (index >= fields.size()) {
            throw new UnreadableRecord(label + " lacks the " + what);
        }
        return text(index);
    }

    @Nullable
    LocalDate date(int index) throws UnreadableRecord {
        var text = text(index);
        return text.isEmpty() ? null : SieFormat.parseDate(text);
    }

    LocalDate requiredDate(int index, String what) throws UnreadableRecord {
        return SieFormat.parseDate(required(index, what));
    }

    YearMonth requiredPeriod(int index) throws UnreadableRecord {
        return SieFormat.parsePeriod(required(index, "period"));
    }

    long amount(int index) throws UnreadableRecord {
        return SieFormat.parseAmount(required(index, "amount"));
    }

    @Nullable
    BigDecimal quantity(int index) throws UnreadableRecord {
        var text = text(index);
        return text.isEmpty() ? null : SieFormat.parseQuantity(text);
    }

    String account(int index) throws UnreadableRecord {
        var account = required(index, "account");
        if (!SieFormat.isNumber(account)) {
            throw new UnreadableRecord("the account '" + account + "' is not a number");
        }
        return account;
    }

    int wholeNumber(int index, String what) throws UnreadableRecord {
        var text = required(index, what);
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            throw new UnreadableRecord("the " + what + " '" + text + "' is not a whole number");
        }
        return Integer.parseInt(text);
    }

    List<SieObjectRef> objects(int index) throws UnreadableRecord {
        var members = index < fields.size() ? fields.get(index).list() : null;
        if (members == null) {
            throw new UnreadableRecord("the object list, {} when there are no objects, is missing");
        }
        if (members.size() % 2 != 0) {
            throw new UnreadableRecord("the object list has a dimension without an object");
        }
        var refs = new ArrayList<SieObjectRef>();
        for (var i = 0; i < members.size(); i += 2) {
            if (!SieFormat.isNumber(members.get(i)) || members.get(i).length() > 9) {
                throw new UnreadableRecord("the dimension '" + members.get(i) + "' is not a number");
            }
            refs.add(new SieObjectRef(Integer.parseInt(members.get(i)), withoutControlCharacters(members.get(i + 1))));
        }
        return refs;
    }

    boolean hasControlCharacters() {
        return fields.stream().anyMatch(field -> {
            var list = field.list();
            return list == null ? isUnclean(field.text()) : list.stream().anyMatch(SieRecord::isUnclean);
        });
    }

    private static boolean isUnclean(String text) {
        return text.chars().anyMatch(SieRecord::isControlCharacter);
    }

    private static String withoutControlCharacters(String text) {
        if (!isUnclean(text)) {
            return text;
        }
        var clean = new StringBuilder();
        text.chars().filter(c -> !isControlCharacter(c)).forEach(c -> clean.append((char) c));
        return clean.toString();
    }

    private static boolean isControlCharacter(int c) {
        return c < ' ' || c == 0x7F;
    }
}
