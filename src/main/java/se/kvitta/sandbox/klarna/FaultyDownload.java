package se.kvitta.sandbox.klarna;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.sshd.server.session.ServerSession;

/** A file that is read slowly, or that takes the connection with it after some bytes, as the switches say. */
final class FaultyDownload implements SeekableByteChannel {

    private final SeekableByteChannel file;
    private final SandboxFolder folder;
    private final ServerSession session;
    private long served;

    FaultyDownload(SeekableByteChannel file, SandboxFolder folder, ServerSession session) {
        this.file = file;
        this.folder = folder;
        this.session = session;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        var switches = folder.switches();
        var limit = target.limit();
        if (switches.dropAfterBytes() > 0) {
            var left = switches.dropAfterBytes() - served;
            if (left <= 0) {
                session.close(true);
                throw new EOFException("the switch drop-after-bytes cut the download off");
            }
            target.limit((int) Math.min(limit, target.position() + left));
        }
        var count = file.read(target);
        target.limit(limit);
        if (count > 0) {
            served += count;
            pace(count, switches.bytesPerSecond());
        }
        return count;
    }

    private static void pace(int bytes, long bytesPerSecond) {
        if (bytesPerSecond > 0) {
            var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
            for (var left = until - System.nanoTime();
                    left > 0 && !Thread.currentThread().isInterrupted();
                    left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return file.write(source);
    }

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        file.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        file.truncate(size);
        return this;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
