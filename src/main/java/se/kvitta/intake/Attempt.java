package se.kvitta.intake;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.journal.Settlements;
import se.kvitta.merchant.Profile;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.Layout;
import se.kvitta.settlement.NumberSurvey;
import se.kvitta.settlement.OrderTold;
import se.kvitta.settlement.Proof;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.Statement;

/** One attempt at taking a document in: its reading, what is staged of it, and the proof that runs along. */
public final class Attempt implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final Profile profile;
    private final Settlements.Staging staging;
    private final boolean fetched;
    private final Proof.Running proof = new Proof.Running();
    private final NumberSurvey stated = new NumberSurvey();
    private @Nullable Reading reading;

    /** @param fetched whether the source's route brought it; else a person handed it in */
    Attempt(Profile profile, Settlements.Staging staging, boolean fetched) {
        this.profile = profile;
        this.staging = staging;
        this.fetched = fetched;
    }

    boolean isFetched() {
        return fetched;
    }

    Profile profile() {
        return profile;
    }

    Settlements.Staging staging() {
        return staging;
    }

    void read(Reading open) {
        this.reading = open;
    }

    /** Hands over what the document tells of orders, while its events are read. */
    void tellOrders(Consumer<OrderTold> to) {
        reading().tellOrders(profile.orderLines(), to);
    }

    /** The events in blocks, read as they are asked for: what the route splits over. */
    public Iterator<Block> blocks() {
        Reading events = reading();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return events.hasNext();
            }

            @Override
            public Block next() {
                List<Event> block = new ArrayList<>(Block.SIZE);
                do {
                    block.add(events.next());
                } while (block.size() < Block.SIZE && events.hasNext());
                return new Block(block);
            }
        };
    }

    void add(Block block) {
        for (Event event : block.events()) {
            proof.add(event);
            if (event.kind() == EventKind.SALE) {
                stated.payment(NumberSurvey.foundAt(event.order(), profile.orderNumber()), Map.of());
            }
        }
        staging.add(block.events());
    }

    /** What the provider states about the settlement; the route has it validated before it is accepted. */
    public Statement statement() {
        return reading().statement();
    }

    /** The columns of the document. */
    Layout layout() {
        return reading().layout();
    }

    /** Where its payments have their order's number. */
    NumberSurvey numbers() {
        return NumberLooks.chosen(profile, reading(), stated);
    }

    Proof proof() {
        return proof.against(statement());
    }

    @Override
    public void close() {
        if (reading != null) {
            try {
                reading.close();
            } catch (IOException e) {
                // Everything that was to be read has been read or given up; there is nothing left to lose.
                LOG.debug("closing {}", staging.document().name(), e);
            }
        }
    }

    private Reading reading() {
        if (reading == null) {
            throw new IllegalStateException("the document is not open");
        }
        return reading;
    }
}
