package se.kvitta.sandbox.fortnox;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The cost centre and the project of a row, as its account allows, forces or forbids them.
 *
 * @param costCenter what the whole document says
 * @param project likewise
 * @param date the day the project must be open on
 */
record RowDimensions(
        Company company,
        @Nullable String costCenter,
        @Nullable String project,
        LocalDate date) {

    /** The row's own, else the document's and then the account's, where the account takes one. */
    @Nullable
    String costCenter(@Nullable String own, Account account) {
        if (own != null && account.costCenterSettings().equals(Account.NOT_ALLOWED)) {
            throw AssumedReason.COST_CENTER_FORBIDDEN.refusal(account.number());
        }
        var code = defaulted(own, costCenter, account.costCenter(), account.costCenterSettings());
        if (code == null) {
            if (account.costCenterSettings().equals(Account.MANDATORY)) {
                throw AssumedReason.COST_CENTER_REQUIRED.refusal(account.number());
            }
            return null;
        }
        if (company.costCenters.find(code).filter(CostCenter::active).isEmpty()) {
            throw AssumedReason.COST_CENTER_UNUSABLE.refusal(code);
        }
        return code;
    }

    @Nullable
    String project(@Nullable String own, Account account) {
        if (own != null && account.projectSettings().equals(Account.NOT_ALLOWED)) {
            throw AssumedReason.PROJECT_FORBIDDEN.refusal(account.number());
        }
        var number = defaulted(own, project, account.project(), account.projectSettings());
        if (number == null) {
            if (account.projectSettings().equals(Account.MANDATORY)) {
                throw AssumedReason.PROJECT_REQUIRED.refusal(account.number());
            }
            return null;
        }
        var found = company.projects.find(number).orElseThrow(() -> AssumedReason.PROJECT_UNUSABLE.refusal(number));
        if (!found.isOpenOn(date)) {
            throw AssumedReason.PROJECT_NOT_ACTIVE.refusal(number);
        }
        return number;
    }

    private static @Nullable String defaulted(
            @Nullable String own, @Nullable String ofDocument, @Nullable String ofAccount, String settings) {
        if (own != null || settings.equals(Account.NOT_ALLOWED)) {
            return own;
        }
        return ofDocument != null ? ofDocument : ofAccount;
    }
}
