package se.kvitta.sandbox.fortnox;

/** One kind of thing that the API offers; a new kind is a new class and one line in {@link Api}. */
interface Resource {

    void addTo(Routes routes);
}
