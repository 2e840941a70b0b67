package se.kvitta.sandbox.fortnox;

/** An address that hangs on an article. */
record ArticleUrl(int id, String article, String url) {

    String key() {
        return Integer.toString(id);
    }
}
