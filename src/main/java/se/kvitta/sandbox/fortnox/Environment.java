package se.kvitta.sandbox.fortnox;

import java.net.URI;

/** What all calls share. */
record Environment(SandboxClock clock, Assumptions assumptions, URI baseUrl) {}
