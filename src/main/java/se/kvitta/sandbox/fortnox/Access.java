package se.kvitta.sandbox.fortnox;

import java.util.List;

/** What a valid access token says: which program, on behalf of whom, in which company, for what. */
record Access(String clientId, long tenant, long userId, List<String> scopes) {}
