package se.kvitta.delivery;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;

/** Asks a target, before it matters, whether a merchant's deliveries will go through. */
public final class Preflight {

    private final Merchants merchants;
    private final Tasks tasks;

    public Preflight(Merchants merchants, Tasks tasks) {
        this.merchants = merchants;
        this.tasks = tasks;
    }

    public Dispatch begin(String merchantName) {
        Merchant merchant = merchants.requireMerchant(merchantName);
        return Dispatch.preflight(merchant, merchants.target(merchant.target()));
    }

    /** Nothing is missing. */
    public String passed(@ExchangeProperty("dispatch") Dispatch dispatch) {
        tasks.close(dispatch.merchant().name(), subject(dispatch));
        return dispatch.merchant().name() + ": " + dispatch.target() + " is ready";
    }

    /** Something is missing: a person is told, and whoever asked. A missing connection has a task of its own. */
    public Reason failed(
            @ExchangeProperty("dispatch") @Nullable Dispatch dispatch,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        Reason reason = cause instanceof Refused refused
                ? refused.reason()
                : cause instanceof NotExecuted notExecuted
                        ? notExecuted.reason()
                        : Reason.of("TARGET_NOT_REACHED", "cause", Causes.of(cause));
        if (dispatch != null && !(cause instanceof NotConnected)) {
            tasks.open(dispatch.merchant().name(), "", subject(dispatch), reason.with("target", dispatch.target()));
        }
        return reason;
    }

    private static String subject(Dispatch dispatch) {
        return "target " + dispatch.target();
    }
}
