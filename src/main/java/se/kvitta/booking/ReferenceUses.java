package se.kvitta.booking;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.VoucherRow.Party;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.Reference;

/**
 * What a profile makes of the provider's references of an order: each at most one thing, and each thing of one reference.
 *
 * @param uses which reference becomes what
 * @param forms what the target takes as the number of an invoice, and as its payment reference (OCR)
 */
public record ReferenceUses(Map<Use, Reference> uses, Map<Use, Form> forms) {

    public static final ReferenceUses NONE = new ReferenceUses(Map.of(), Map.of());

    public ReferenceUses {
        uses = Map.copyOf(uses);
        forms = Map.copyOf(forms);
    }

    /** What a reference can become. */
    public enum Use {
        /** It stands beside the text of whatever is booked for the order. */
        COMMENT("comment"),
        /** It is the number of the order's invoice. */
        INVOICE_NUMBER("invoiceNumber"),
        /** It is the payment reference (OCR) of the order's invoice. */
        OCR("ocr");

        private final String word;

        Use(String word) {
            this.word = word;
        }

        /** What mapping files call it. */
        public String word() {
            return word;
        }

        /** Throws {@link IllegalArgumentException} for a word that means none. */
        public static Use called(String word) {
            for (Use use : values()) {
                if (use.word.equals(word)) {
                    return use;
                }
            }
            throw new IllegalArgumentException("'" + word + "' is no use of a reference");
        }
    }

    /**
     * What a target takes.
     *
     * @param pattern of the whole text
     * @param checkDigit whether its last digit must be the check digit of those before it, by Luhn's rule
     */
    public record Form(Pattern pattern, boolean checkDigit) {

        /** Whether a text is taken as it is. */
        public boolean fits(String text) {
            return pattern.matcher(text).matches() && (!checkDigit || hasCheckDigit(text));
        }

        /** Luhn's rule: every other digit from the right counts twice, and the sum ends with a zero. */
        private static boolean hasCheckDigit(String text) {
            int sum = 0;
            for (int i = 0; i < text.length(); i++) {
                int digit = text.charAt(text.length() - 1 - i) - '0';
                if (digit < 0 || digit > 9) {
                    return false;
                }
                int weighted = i % 2 == 1 ? digit * 2 : digit;
                sum += weighted / 10 + weighted % 10;
            }
            return !text.isEmpty() && sum % 10 == 0;
        }

        @Override
        public String toString() {
            return pattern + (checkDigit ? " + Luhn" : "");
        }
    }

    /** What stands beside every row of what is booked for an order. */
    Party beside(OrderReference order) {
        String comment = of(Use.COMMENT, order);
        return comment.isEmpty() ? Party.NONE : new Party("", comment, "", "");
    }

    /** The same for the order's own invoice, with what the invoice is called. */
    Party invoice(OrderReference order) {
        String number = of(Use.INVOICE_NUMBER, order);
        String ocr = of(Use.OCR, order);
        return number.isEmpty() && ocr.isEmpty() ? beside(order) : new Party("", of(Use.COMMENT, order), number, ocr);
    }

    /** What is left of what an invoice was to be called, where the profile does not say all of it any more. */
    public Party still(Party before) {
        return new Party(
                before.customer(),
                before.comment(),
                uses.containsKey(Use.INVOICE_NUMBER) ? before.invoiceNumber() : "",
                uses.containsKey(Use.OCR) ? before.ocr() : "");
    }

    /** Why the invoice of an order cannot be called as the profile says: nothing is put in the place of a reference. */
    @Nullable
    Reason unfit(Event event) {
        for (Use use : Use.values()) {
            @Nullable Reference reference = uses.get(use);
            @Nullable Form form = forms.get(use);
            if (reference != null && form != null && !form.fits(reference.of(event.order()))) {
                String text = reference.of(event.order());
                String unfit = use == Use.OCR ? "OCR_UNFIT" : "INVOICE_NUMBER_UNFIT";
                return Bookkeeper.decision(text.isEmpty() ? "INVOICE_REFERENCE_MISSING" : unfit, event)
                        .with("reference", reference.word())
                        .with("value", text.isEmpty() ? "-" : text)
                        .with("use", use.word())
                        .with("takes", form);
            }
        }
        return null;
    }

    private String of(Use use, OrderReference order) {
        @Nullable Reference reference = uses.get(use);
        return reference == null ? "" : reference.of(order);
    }
}
