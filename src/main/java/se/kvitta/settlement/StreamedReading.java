package se.kvitta.settlement;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.NoSuchElementException;

/**
 * A reading that goes through its document row by row and hands out events as soon as it has some. What a source adds is how
 * to read on, and what the provider states when all is read.
 */
public abstract class StreamedReading implements Reading {

    private final Deque<Event> ready = new ArrayDeque<>();
    private boolean ended;

    /**
     * Reads the next row, or whatever comes next, and hands out what it tells by {@link #tell}. Answers false at the end of the
     * document, once the events that only the document as a whole tells of are handed out; it is not called again.
     */
    protected abstract boolean readOn();

    /** What the provider states; asked for when every row has been read. */
    protected abstract Statement stated();

    protected final void tell(Event event) {
        ready.add(event);
    }

    protected final void tell(Collection<Event> events) {
        ready.addAll(events);
    }

    @Override
    public final boolean hasNext() {
        while (ready.isEmpty() && !ended) {
            ended = !readOn();
        }
        return !ready.isEmpty();
    }

    @Override
    public final Event next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.removeFirst();
    }

    @Override
    public final Statement statement() {
        if (!ended) {
            throw new IllegalStateException("the statement is whole when every row has been read");
        }
        return stated();
    }
}
