package se.kvitta.order;

import java.util.List;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.journal.Audit;
import se.kvitta.journal.BuyerData;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.settlement.Buyer;

/** Takes out of the journal what merchants do not keep of their buyers any more. */
public final class KeptBuyers {

    private static final Logger LOG = LoggerFactory.getLogger(KeptBuyers.class);

    private final Merchants merchants;
    private final BuyerData data;
    private final Audit audit;

    public KeptBuyers(Merchants merchants, BuyerData data, Audit audit) {
        this.merchants = merchants;
        this.data = data;
        this.audit = audit;
    }

    /** What merchants keep now may be stored from now on. */
    public void note() {
        merchants.all().forEach(merchant -> data.isMoreThan(merchant.name(), kept(merchant)));
    }

    /** The merchants that keep less of buyers than may be stored, now that the files have changed; notes what they keep besides. */
    public List<String> keepingLess() {
        return merchants.all().stream()
                .filter(merchant -> data.isMoreThan(merchant.name(), kept(merchant)))
                .map(Merchant::name)
                .toList();
    }

    /** Takes out what a merchant does not keep any more; does nothing for one whose file cannot be read. */
    public void keep(@Body String name) {
        merchants.merchant(name).ifPresent(merchant -> {
            BuyerData.Removed removed = data.keepOnly(name, kept(merchant));
            if (removed.postings() + removed.orders() > 0) {
                String done = removed.postings() + " postings and " + removed.orders() + " orders";
                audit.add(Audit.KVITTA, "forget buyers", name, "", done);
                LOG.info("merchant {}: {} held more of buyers than it keeps, and do not any more", name, done);
            }
        });
    }

    private static Set<Buyer.Data> kept(Merchant merchant) {
        return merchant.invoices().kept();
    }

    /** It is done the next time; nothing else waits for it. */
    public void failed(@Body String name, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        LOG.error("merchant {}: what it does not keep of buyers could not be taken out of the journal", name, cause);
    }
}
