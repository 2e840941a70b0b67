package se.kvitta.sandbox.fortnox;

/** Refusals whose code is documented or was seen in real traffic. */
enum KnownReason implements Reason {
    SYSTEM_EXCEPTION(500, 1000003, "Ett systemfel har inträffat."),
    INVALID_RESPONSE_TYPE(400, 1000030, "Ogiltig svarstyp (%s)."),
    INVALID_CONTENT_TYPE(400, 1000031, "Ogiltig innehållstyp (%s)."),
    NOT_ALPHANUMERIC(400, 2000106, "Värdet måste vara alfanumeriskt (%s)."),
    NOT_NUMERIC(400, 2000108, "Värdet måste vara numeriskt (%s)."),
    NOT_BOOLEAN(400, 2000134, "Värdet måste vara sant eller falskt (%s)."),
    CUSTOMER_MISSING(400, 2000204, "Kunde inte hitta kunden (%s)."),
    CHARACTER_NOT_ALLOWED(400, 2000359, "Värdet innehåller otillåtna tecken (%s)."),
    PERIOD_LOCKED(400, 2000401, "%s har låst perioden t.o.m. %s. Lås upp perioden för att fortsätta."),
    ACCOUNT_NOT_FOUND(404, 2000423, "Kan inte hitta kontot."),
    ARTICLE_NOT_FOUND(404, 2000428, "Kan inte hitta artikeln."),
    UNIT_NOT_FOUND(404, 2000432, "Kan inte hitta enheten."),
    TERMS_OF_PAYMENT_NOT_FOUND(404, 2000429, "Kan inte hitta betalningsvillkoret."),
    CUSTOMER_NOT_FOUND(404, 2000433, "Kan inte hitta kunden."),
    INVOICE_NOT_FOUND(404, 2000434, "Kan inte hitta fakturan."),
    ORDER_NOT_FOUND(404, 2000439, "Kan inte hitta ordern."),
    INVALID_FILTER(400, 2000587, "Ett ogiltigt filter har använts."),
    INVALID_PARAMETER(400, 2000588, "En ogiltig parameter har använts (%s)."),
    CUSTOMER_NUMBER_USED(400, 2000637, "Kundnumret är redan använt (%s)."),
    NO_SCOPE(403, 2000663, "Har inte behörighet för scope (%s)."),
    NO_IDENTIFIER(400, 2000729, "Ingen giltig identifierare angavs."),
    PAYMENT_BEFORE_INVOICE(400, 2001089, "Betalningsdatum är tidigare än fakturadatum (%s)."),
    NO_LICENCE(403, 2001101, "Ingen aktiv licens för scope (%s)."),
    PROJECT_NOT_FOUND(404, 2001161, "Kan inte hitta projektet."),
    PREDEFINED_ACCOUNT_INVALID(400, 2001265, "Ogiltigt förvalt konto (%s)."),
    ARTICLE_MISSING(400, 2001302, "Kunde inte hitta artikel (%s)."),
    ACCOUNT_MISSING(400, 2001304, "Kunde inte hitta konto (%s)."),
    BODY_EMPTY(400, 2001392, "Innehållet saknas eller är av fel typ."),
    FIELD_UNKNOWN(400, 2001399, "Felaktigt fältnamn (%s)."),
    REQUIRED_FIELD_MISSING(400, 2001795, "Obligatoriskt fält saknas (%s)."),
    JSON_SYNTAX(400, 2002115, "Ogiltig JSON."),
    ACCOUNT_NOT_FOUR_DIGITS(400, 2002462, "Kontot måste bestå av fyra siffror (%s)."),
    INVOICE_PAID(400, 2003055, "Fakturan är redan slutbetald (%s)."),
    ORDER_NOT_DELIVERED(400, 2003124, "Endast levererade ordrar kan markeras som lagerklara (%s)."),
    ORDER_READY(400, 2003125, "Ordern är lagerklar och kan inte ändras (%s)."),
    INVOICE_NOT_COMPLETED(400, 2003498, "Fakturan är inte färdigställd och kan inte bokföras."),
    ROW_NAMELESS(400, 2003977, "En rad med antal måste ha benämning eller artikelnummer."),
    VAT_NEEDS_ACCOUNT(400, 2004167, "En rad med egen momssats måste ha ett konto (%s).");

    private final int status;
    private final int code;
    private final String message;

    KnownReason(int status, int code, String message) {
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
