package se.kvitta.sandbox.klarna;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A payout whose answers are given word by word. */
final class GivenPayout implements ApiPayout {

    private final ObjectNode payout;
    private final List<ObjectNode> transactions;
    private final byte[] csv;

    GivenPayout(ObjectNode payout, List<ObjectNode> transactions, byte[] csv) {
        this.payout = payout.deepCopy();
        this.transactions = transactions.stream().map(ObjectNode::deepCopy).toList();
        this.csv = csv.clone();
    }

    @Override
    public ObjectNode payout() {
        return payout.deepCopy();
    }

    @Override
    public int rows() {
        return transactions.size();
    }

    @Override
    public List<ObjectNode> transactions(int offset, int most) {
        return transactions.stream()
                .skip(offset)
                .limit(most)
                .map(ObjectNode::deepCopy)
                .toList();
    }

    @Override
    public void report(OutputStream out) throws IOException {
        out.write(csv);
    }
}
