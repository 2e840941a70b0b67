package se.kvitta.sandbox.fortnox;

/**
 * Refusals that Fortnox certainly or probably makes, but whose code nobody has written down. The codes are invented, all
 * in 2999xxx: a test may rely on the status and on the books, never on these numbers.
 */
enum AssumedReason implements Reason {
    VOUCHER_UNBALANCED(400, 2999001, "Verifikationen balanserar inte. Differens: %s."),
    TOO_FEW_ROWS(400, 2999002, "Verifikationen måste ha minst två rader."),
    ROW_HAS_BOTH_SIDES(400, 2999003, "Raden har både debet och kredit (rad %s)."),
    ROW_HAS_NO_SIDE(400, 2999004, "Raden har varken debet eller kredit (rad %s)."),
    AMOUNT_NEGATIVE(400, 2999005, "Beloppet får inte vara negativt (%s)."),
    AMOUNT_TOO_LONG(400, 2999006, "Beloppet har för många siffror (%s)."),
    AMOUNT_TOO_FINE(400, 2999007, "Beloppet har fler än två decimaler (%s)."),
    ACCOUNT_INACTIVE(400, 2999008, "Konto \"%s\" är inte aktivt."),
    SERIES_UNKNOWN(400, 2999009, "Verifikationsserien %s finns inte."),
    SERIES_NOT_MANUAL(400, 2999010, "Verifikationsserien är inte manuell (%s)."),
    DATE_OUTSIDE_YEAR(400, 2999011, "Datumet ligger inte i räkenskapsåret (%s)."),
    NO_YEAR_FOR_DATE(400, 2999012, "Det finns inget räkenskapsår för datumet (%s)."),
    YEAR_UNKNOWN(400, 2999013, "Räkenskapsåret finns inte (%s)."),
    TEXT_LENGTH(400, 2999014, "Värdet har fel längd (%s)."),
    NUMBER_RANGE(400, 2999015, "Värdet är utanför tillåtet intervall (%s)."),
    DATE_FORMAT(400, 2999016, "Ogiltigt datum (%s)."),
    WORD_UNKNOWN(400, 2999017, "Ogiltigt värde (%s)."),
    FIELD_READ_ONLY(400, 2999018, "Fältet kan inte ändras (%s)."),
    COST_CENTER_REQUIRED(400, 2999019, "Kostnadsställe måste anges för konto %s."),
    COST_CENTER_FORBIDDEN(400, 2999020, "Kostnadsställe får inte anges för konto %s."),
    COST_CENTER_UNUSABLE(400, 2999021, "Kunde inte hitta kostnadsställe (%s)."),
    PROJECT_REQUIRED(400, 2999022, "Projekt måste anges för konto %s."),
    PROJECT_FORBIDDEN(400, 2999023, "Projekt får inte anges för konto %s."),
    PROJECT_UNUSABLE(400, 2999024, "Kunde inte hitta projekt (%s)."),
    PROJECT_NOT_ACTIVE(400, 2999025, "Projektet är inte aktivt under perioden (%s)."),
    PAGE_BEYOND_LAST(400, 2999026, "Sidan finns inte (%s)."),
    LIMIT_TOO_LARGE(400, 2999027, "För stort värde för limit (%s)."),
    TWO_SEARCH_FIELDS(400, 2999028, "Endast ett sökfält åt gången får användas (%s)."),
    ALREADY_EXISTS(400, 2999029, "Finns redan (%s)."),
    IN_USE(400, 2999030, "Används och kan inte tas bort (%s)."),
    YEAR_OVERLAPS(400, 2999031, "Räkenskapsåret överlappar ett annat (%s)."),
    YEAR_LENGTH(400, 2999032, "Räkenskapsåret är för kort eller för långt (%s)."),
    CURRENCY_CODE_UNKNOWN(400, 2999033, "Okänd valutakod (%s)."),
    SELECTION_INVALID(400, 2999034, "Ogiltigt urval (%s)."),
    VOUCHER_NOT_LAST(400, 2999035, "Endast seriens sista verifikation kan tas bort."),
    NUMBER_FIXED(400, 2999036, "Numret kan inte ändras (%s)."),
    FOLDER_UNKNOWN(400, 2999037, "Mappen finns inte (%s)."),
    FILE_NAME_INVALID(400, 2999038, "Ogiltigt filnamn (%s)."),
    FILE_EMPTY(400, 2999039, "Filen är tom (%s)."),
    FILE_CONNECTED(400, 2999040, "Filen är redan kopplad (%s)."),
    UNIT_UNKNOWN(400, 2999080, "Kunde inte hitta enhet (%s)."),
    TERMS_OF_DELIVERY_UNKNOWN(400, 2999085, "Kunde inte hitta leveransvillkor (%s)."),
    WAY_OF_DELIVERY_UNKNOWN(400, 2999086, "Kunde inte hitta leveranssätt (%s)."),
    PRICE_LIST_UNKNOWN(400, 2999081, "Kunde inte hitta prislista (%s)."),
    ORDER_CLOSED(400, 2999084, "Ordern är makulerad eller fakturerad (%s)."),
    QUANTITY_FROM_WAREHOUSE(400, 2999083, "Lagersaldot ändras i lagermodulen (%s)."),
    COUNTRY_CODE_UNKNOWN(400, 2999041, "Okänd landskod (%s)."),
    EMAIL_INVALID(400, 2999042, "Ogiltig e-postadress (%s)."),
    ORGANISATION_NUMBER_INVALID(400, 2999043, "Ogiltigt organisationsnummer (%s)."),
    CURRENCY_NOT_REGISTERED(400, 2999044, "Kunde inte hitta valuta (%s)."),
    TERMS_OF_PAYMENT_UNKNOWN(400, 2999045, "Kunde inte hitta betalningsvillkor (%s)."),
    MODE_OF_PAYMENT_UNKNOWN(400, 2999046, "Kunde inte hitta betalningssätt (%s)."),
    CUSTOMER_INACTIVE(400, 2999047, "Kunden är inte aktiv (%s)."),
    VAT_RATE_UNKNOWN(400, 2999048, "Kunde inte hämta moms (%s)."),
    VAT_AGAINST_ACCOUNT(400, 2999049, "Momsen stämmer inte med momskoden på konto %s."),
    TOO_MANY_ROWS(400, 2999050, "En faktura kan ha högst %s rader."),
    ROW_UNKNOWN(400, 2999051, "Fakturaraden finns inte (%s)."),
    ROW_WITHOUT_ACCOUNT(400, 2999052, "En rad med belopp måste ha ett konto."),
    HOUSE_WORK_ABSENT(400, 2999053, "Företaget har inte aktiverat husarbete."),
    LABEL_UNKNOWN(400, 2999054, "Kunde inte hitta etiketten."),
    PAYMENT_WAY_WITHOUT_CASH(400, 2999055, "Betalsätt anges bara på kontantfakturor."),
    OCR_INVALID(400, 2999056, "OCR-numret har fel kontrollsiffra (%s)."),
    OCR_USED(400, 2999057, "OCR-numret används redan (%s)."),
    INVOICE_UNKNOWN(400, 2999058, "Fakturan finns inte (%s)."),
    INVOICE_BOOKED(400, 2999059, "Fakturan är bokförd och kan inte ändras (%s)."),
    INVOICE_CANCELLED(400, 2999060, "Fakturan är makulerad (%s)."),
    INVOICE_NOT_BOOKED(400, 2999061, "Fakturan är inte bokförd (%s)."),
    NOT_CREDITABLE(400, 2999062, "Fakturan kan inte krediteras (%s)."),
    CASH_METHOD(400, 2999063, "Fakturor bokförs inte vid kontantmetoden."),
    PREDEFINED_ACCOUNT_MISSING(400, 2999064, "Förvalt konto för %s saknas."),
    PREDEFINED_SERIES_MISSING(400, 2999065, "Förvald verifikationsserie för %s saknas."),
    PAYMENT_BOOKED(400, 2999066, "Betalningen är redan bokförd (%s)."),
    PAYMENT_OF_NOTHING(400, 2999067, "Betalningen saknar belopp."),
    AMOUNTS_DIFFER(400, 2999068, "Beloppen i kronor och i fakturans valuta skiljer sig åt."),
    OVERPAID(400, 2999069, "Betalningen är större än fakturans saldo (%s)."),
    YEAR_NOT_CARRIED_OVER(
            400,
            2999070,
            "Angivet betaldatum måste vara inom fakturans räkenskapsår."
                    + " För att genomföra betalningen måste fakturan årsomföras."),
    VOUCHER_NOT_FOUND(404, 2999101, "Kan inte hitta verifikationen."),
    SERIES_NOT_FOUND(404, 2999102, "Kan inte hitta verifikationsserien."),
    YEAR_NOT_FOUND(404, 2999103, "Kan inte hitta räkenskapsåret."),
    COST_CENTER_NOT_FOUND(404, 2999104, "Kan inte hitta kostnadsstället."),
    CURRENCY_NOT_FOUND(404, 2999105, "Kan inte hitta valutan."),
    PREDEFINED_SERIES_NOT_FOUND(404, 2999106, "Kan inte hitta den förvalda verifikationsserien."),
    SIE_TYPE_NOT_FOUND(404, 2999107, "Kan inte hitta SIE-typen."),
    RESOURCE_NOT_FOUND(404, 2999108, "Kan inte hitta resursen."),
    METHOD_NOT_ALLOWED(405, 2999109, "Metoden är inte tillåten."),
    FILE_NOT_FOUND(404, 2999110, "Kan inte hitta filen."),
    NOT_WAREHOUSE_READY(400, 2999141, "Fakturan är inte lagerklar (%s)."),
    FILE_TYPE_REFUSED(400, 2999140, "Filtypen stöds inte (%s)."),
    CONNECTION_NOT_FOUND(404, 2999111, "Kan inte hitta filkopplingen."),
    TERMS_OF_DELIVERY_NOT_FOUND(404, 2999130, "Kan inte hitta leveransvillkoret."),
    WAY_OF_DELIVERY_NOT_FOUND(404, 2999131, "Kan inte hitta leveranssättet."),
    LABEL_NOT_FOUND(404, 2999132, "Kan inte hitta etiketten."),
    PRICE_LIST_NOT_FOUND(404, 2999133, "Kan inte hitta prislistan."),
    PRICE_NOT_FOUND(404, 2999134, "Kan inte hitta priset."),
    MODE_OF_PAYMENT_NOT_FOUND(404, 2999112, "Kan inte hitta betalningssättet."),
    PAYMENT_NOT_FOUND(404, 2999113, "Kan inte hitta betalningen.");

    private final int status;
    private final int code;
    private final String message;

    AssumedReason(int status, int code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public int code() {
        return code;
    }

    @Override
    public String message() {
        return message;
    }
}
