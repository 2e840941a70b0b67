package se.kvitta.sandbox.fortnox;

/** A file that hangs on an article. A file hangs on one article; an article may have many files. */
record ArticleFile(String fileId, String article) {}
