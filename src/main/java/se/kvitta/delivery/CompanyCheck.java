package se.kvitta.delivery;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.journal.DeliveredTo;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.TargetMapping;
import se.kvitta.reason.Reason;

/**
 * Watches that a merchant's postings all go into the books of one company. The journal knows documents by the numbers that the target
 * gave them: in another company's books the same numbers are somebody else's documents.
 */
public final class CompanyCheck {

    private static final Logger LOG = LoggerFactory.getLogger(CompanyCheck.class);
    private static final String SUBJECT = "company";

    private final Merchants merchants;
    private final DeliveredTo deliveredTo;
    private final Tasks tasks;

    /** Of which it is known that the journal says it: a merchant may have had another target. */
    private final Set<Books> kept = ConcurrentHashMap.newKeySet();

    private record Books(String merchant, String target) {}

    public CompanyCheck(Merchants merchants, DeliveredTo deliveredTo, Tasks tasks) {
        this.merchants = merchants;
        this.deliveredTo = deliveredTo;
        this.tasks = tasks;
    }

    /** Whether a merchant's connection opens other books than those that its postings are in; a person is told then. */
    public boolean isOther(String merchantName) {
        Merchant merchant = merchants.requireMerchant(merchantName);
        TargetMapping mapping = merchants.target(merchant.target());
        String company = mapping.company(merchant);
        String first = deliveredTo.company(merchantName, merchant.target()).orElse(company);
        if (first.equals(company)) {
            tasks.close(merchantName, SUBJECT);
            return false;
        }
        var reason = Reason.of("COMPANY_CHANGED", "target", mapping.name(), "company", first, "given", company);
        tasks.open(merchantName, "", SUBJECT, reason);
        LOG.warn("merchant {}: nothing is done at {}: {}", merchantName, mapping.name(), reason);
        return true;
    }

    /** Something of a merchant was delivered; part of the transaction that says so. */
    void delivered(Dispatch dispatch) {
        String company = dispatch.mapping().company(dispatch.merchant());
        if (!company.isEmpty() && !kept.contains(books(dispatch))) {
            deliveredTo.keep(dispatch.merchant().name(), dispatch.target(), company);
        }
    }

    /** The transaction is committed: nothing has to be written again. */
    void isKept(Dispatch dispatch) {
        kept.add(books(dispatch));
    }

    private static Books books(Dispatch dispatch) {
        return new Books(dispatch.merchant().name(), dispatch.target());
    }
}
