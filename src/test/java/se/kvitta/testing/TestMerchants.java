package se.kvitta.testing;

/** Merchant files that tests share. */
public final class TestMerchants {

    /** Books in the Fortnox sandbox; sales per day and the money. */
    public static final String FORTNOX = """
            merchant: ljus
            name: Ljusbutiken i Lund AB
            organisationNumber: 559999-0016
            rates: riksbank-demo
            target:
              system: fortnox
              connection: { tenant: "704001", clientId: kvitta-sandbox, clientSecret: secret:TEST_FORTNOX_SECRET }
            profiles:
              ljus-se:
                source: klarna
                currencies: [SEK]
                start: 2026-01-01
                modes: [daily, payout]
                vat: { home: SE, rates: { SE: 25 } }
                connection: { account: K700123, username: K700123, password: secret:TEST_KLARNA_PASSWORD }
              ljus-eu:
                source: klarna
                currencies: [EUR]
                start: 2026-01-01
                modes: [daily, payout]
                vat: { home: SE, rates: { SE: 25 }, oss: [DE, FI] }
                connection: { account: K700123, username: K700123, password: secret:TEST_KLARNA_PASSWORD }
            """;

    /** Writes SIE files; sales per day and the money. */
    public static final String SIE = """
            merchant: kaffe
            name: Kaffebutiken på Söder AB
            organisationNumber: 559999-1246
            target: { system: sie }
            profiles:
              kaffe-se:
                source: klarna
                currencies: [SEK]
                start: 2026-01-01
                modes: [daily, payout]
                vat: { home: SE, rates: { SE: 12 } }
                connection: { username: K700123, password: secret:TEST_KLARNA_PASSWORD }
            """;

    /** Fetches from Stripe and hears its webhooks; writes SIE files of the money. */
    public static final String STRIPE = """
            merchant: kruka
            name: Krukmakaren i Lund AB
            organisationNumber: 559999-0016
            target: { system: sie }
            profiles:
              kruka-se:
                source: stripe
                currencies: [SEK]
                start: 2026-01-01
                modes: [payout]
                connection: { key: secret:TEST_STRIPE_KEY, webhook: secret:TEST_WEBHOOK }
            """;

    private TestMerchants() {}
}
