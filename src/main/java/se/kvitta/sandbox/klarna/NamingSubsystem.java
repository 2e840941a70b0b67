package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.sftp.server.SftpSubsystem;
import org.apache.sshd.sftp.server.SftpSubsystemConfigurator;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** The SFTP subsystem, except that decoys appear in listings under their hostile names. */
final class NamingSubsystem extends SftpSubsystem {

    private final Path decoys;

    private NamingSubsystem(ChannelSession channel, SftpSubsystemConfigurator configurator, Path decoys) {
        super(channel, configurator);
        this.decoys = decoys;
    }

    @Override
    protected String getShortName(Path file) throws IOException {
        for (var decoy : Decoy.values()) {
            if (decoy.in(decoys).equals(file)) {
                return decoy.remoteName();
            }
        }
        return super.getShortName(file);
    }

    static SftpSubsystemFactory factory(SandboxFolder folder, ActivityLog log) {
        var factory = new SftpSubsystemFactory() {
            @Override
            public Command createSubsystem(ChannelSession channel) {
                return new NamingSubsystem(channel, this, folder.decoys());
            }
        };
        factory.setFileSystemAccessor(new ServedFiles(folder, log));
        return factory;
    }
}
