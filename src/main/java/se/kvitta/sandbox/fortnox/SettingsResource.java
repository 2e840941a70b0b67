package se.kvitta.sandbox.fortnox;

import java.util.List;
import java.util.Set;

/** What a company says of itself: settings, information, locked period, charts, and who is asking. */
final class SettingsResource implements Resource {

    @Override
    public void addTo(Routes routes) {
        routes.add("GET", "/3/settings/lockedperiod", "settings", Set.of(), SettingsResource::lockedPeriod);
        routes.add("GET", "/3/settings/company", "settings", Set.of(), SettingsResource::settings);
        routes.add("GET", "/3/companyinformation", "companyinformation", Set.of(), SettingsResource::information);
        routes.add("GET", "/3/me", "profile", Set.of(), SettingsResource::me);
        routes.add("GET", "/3/printtemplates", "print", Routes.LIST, SettingsResource::printTemplates);
        routes.add("GET", "/3/accountcharts", "bookkeeping", Routes.LIST, SettingsResource::accountCharts);
    }

    private static Answer lockedPeriod(Request request) {
        var locked = request.company().profile().lockedThrough();
        var entry = Json.object();
        if (locked != null) {
            entry.put("EndDate", locked.toString());
        } else if (request.assumes(Assumption.NO_LOCKED_PERIOD, "null")) {
            entry.putNull("EndDate");
        }
        return request.single("LockedPeriod", entry);
    }

    /** The database number is a text here and a number in the company information. */
    private static Answer settings(Request request) {
        var profile = request.company().profile();
        var entry = Json.object()
                .put("Address", profile.address())
                .put("BG", profile.bankgiro())
                .put("BIC", "")
                .put("BranchCode", "")
                .put("City", profile.city())
                .put("ContactFirstName", "")
                .put("ContactLastName", "")
                .put("Country", "Sverige")
                .put("CountryCode", "SE")
                .put("DatabaseNumber", Long.toString(profile.tenant()))
                .put("Domicile", profile.city())
                .put("Email", profile.email())
                .put("Fax", "")
                .put("IBAN", "")
                .put("Name", profile.name())
                .put("OrganizationNumber", profile.organizationNumber())
                .put("PG", "")
                .put("Phone1", profile.phone())
                .put("Phone2", "")
                .put("TaxEnabled", true)
                .put("VATNumber", profile.vatNumber())
                .put("VisitAddress", "")
                .put("VisitCity", "")
                .put("VisitCountry", "")
                .put("VisitCountryCode", "")
                .put("VisitName", "")
                .put("VisitZipCode", "")
                .put("WWW", "")
                .put("ZipCode", profile.zipCode());
        return request.single("CompanySettings", entry);
    }

    private static Answer information(Request request) {
        var profile = request.company().profile();
        var entry = Json.object()
                .put("Address", profile.address())
                .put("City", profile.city())
                .put("CompanyName", profile.name())
                .put("CountryCode", "SE")
                .put("DatabaseNumber", profile.tenant())
                .put("OrganizationNumber", profile.organizationNumber())
                .put("VisitAddress", "")
                .put("VisitCity", "")
                .put("VisitCountryCode", "")
                .put("VisitZipCode", "")
                .put("ZipCode", profile.zipCode());
        return request.single("CompanyInformation", entry);
    }

    private static Answer me(Request request) {
        var entry = Json.object()
                .put("Email", request.company().profile().email())
                .put("Id", Long.toString(request.access().userId()))
                .put("Locale", "sv_SE")
                .put("Name", "Kim Lindqvist")
                .put("SysAdmin", true);
        return request.single("MeInformation", entry);
    }

    /** Which templates there are beside Fortnox's own, nobody has written down. */
    private static Answer printTemplates(Request request) {
        return new Listing<String>(request, "PrintTemplate", "PrintTemplates", name -> Json.object()
                        .put("Name", name)
                        .put("Template", "DEFAULTTEMPLATE"))
                .paged(List.of("Fortnox standardmall"));
    }

    private static Answer accountCharts(Request request) {
        return new Listing<String>(request, "AccountChart", "AccountCharts", name -> Json.object()
                        .put("Name", name))
                .paged(request.company().profile().accountCharts());
    }
}
