package se.kvitta.sandbox.klarna;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** One payout as the API tells of it. */
interface ApiPayout {

    /** As in the list of payouts, without its link to the transactions. */
    ObjectNode payout();

    int rows();

    /** So many of its transactions from a place on, without links. */
    List<ObjectNode> transactions(int offset, int most) throws IOException;

    /** Writes the CSV report; the stream stays open. */
    void report(OutputStream out) throws IOException;
}
