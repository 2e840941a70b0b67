package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.sshd.sftp.server.DirectoryHandle;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;

/** What clients see and may do: reading is counted, changing is refused and counted unless a switch allows it. */
final class ServedFiles implements SftpFileSystemAccessor {

    private final SandboxFolder folder;
    private final ActivityLog log;

    ServedFiles(SandboxFolder folder, ActivityLog log) {
        this.folder = folder;
        this.log = log;
    }

    @Override
    public Path resolveLocalFilePath(SftpSubsystemProxy subsystem, Path rootDir, String remotePath) throws IOException {
        if (folder.switches().hostileNames()) {
            for (var decoy : Decoy.values()) {
                if (decoy.isMeantBy(remotePath)) {
                    return decoy.in(folder.decoys());
                }
            }
        }
        return SftpFileSystemAccessor.super.resolveLocalFilePath(subsystem, rootDir, remotePath);
    }

    @Override
    public DirectoryStream<Path> openDirectory(
            SftpSubsystemProxy subsystem, DirectoryHandle handle, Path dir, String name, LinkOption... options)
            throws IOException {
        log.add(ActivityLog.Event.LISTING, who(subsystem), dir.toString());
        var account = account(subsystem);
        folder.deleteExpired(account);
        List<Path> seen = new ArrayList<>();
        try (var all = SftpFileSystemAccessor.super.openDirectory(subsystem, handle, dir, name, options)) {
            for (var path : all) {
                if (!SandboxFolder.modified(path).isBefore(account.activated())) {
                    seen.add(path);
                }
            }
        }
        if (dir.getNameCount() == 0 && folder.switches().hostileNames()) {
            Decoy.prepare(folder.decoys());
            for (var decoy : Decoy.values()) {
                seen.add(decoy.in(folder.decoys()));
            }
        }
        return new Listing(seen);
    }

    @Override
    public SeekableByteChannel openFile(
            SftpSubsystemProxy subsystem,
            FileHandle handle,
            Path file,
            String name,
            Set<? extends OpenOption> options,
            FileAttribute<?>... attributes)
            throws IOException {
        if (!options.equals(Set.of(StandardOpenOption.READ))) {
            refuseChange(subsystem, "write", file);
            return SftpFileSystemAccessor.super.openFile(subsystem, handle, file, name, options, attributes);
        }
        folder.deleteExpired(account(subsystem));
        var opened = SftpFileSystemAccessor.super.openFile(subsystem, handle, file, name, options, attributes);
        log.add(ActivityLog.Event.DOWNLOAD, who(subsystem), file.toString());
        return new FaultyDownload(opened, folder, subsystem.getServerSession());
    }

    @Override
    public void createDirectory(SftpSubsystemProxy subsystem, Path path) throws IOException {
        refuseChange(subsystem, "mkdir", path);
        SftpFileSystemAccessor.super.createDirectory(subsystem, path);
    }

    @Override
    public void createLink(SftpSubsystemProxy subsystem, Path link, Path existing, boolean symbolic)
            throws IOException {
        refuseChange(subsystem, "link", link);
        SftpFileSystemAccessor.super.createLink(subsystem, link, existing, symbolic);
    }

    @Override
    public void renameFile(SftpSubsystemProxy subsystem, Path from, Path to, Collection<CopyOption> options)
            throws IOException {
        refuseChange(subsystem, "rename", from);
        SftpFileSystemAccessor.super.renameFile(subsystem, from, to, options);
    }

    @Override
    public void copyFile(SftpSubsystemProxy subsystem, Path from, Path to, Collection<CopyOption> options)
            throws IOException {
        refuseChange(subsystem, "copy", to);
        SftpFileSystemAccessor.super.copyFile(subsystem, from, to, options);
    }

    @Override
    public void removeFile(SftpSubsystemProxy subsystem, Path path, boolean directory) throws IOException {
        refuseChange(subsystem, "delete", path);
        SftpFileSystemAccessor.super.removeFile(subsystem, path, directory);
    }

    @Override
    public void setFileAttribute(
            SftpSubsystemProxy subsystem, Path file, String view, String attribute, Object value, LinkOption... options)
            throws IOException {
        refuseChange(subsystem, "set " + attribute, file);
        SftpFileSystemAccessor.super.setFileAttribute(subsystem, file, view, attribute, value, options);
    }

    @Override
    public void setFileOwner(SftpSubsystemProxy subsystem, Path file, Principal owner, LinkOption... options)
            throws IOException {
        refuseChange(subsystem, "set owner", file);
        SftpFileSystemAccessor.super.setFileOwner(subsystem, file, owner, options);
    }

    @Override
    public void setGroupOwner(SftpSubsystemProxy subsystem, Path file, Principal group, LinkOption... options)
            throws IOException {
        refuseChange(subsystem, "set group", file);
        SftpFileSystemAccessor.super.setGroupOwner(subsystem, file, group, options);
    }

    @Override
    public void setFilePermissions(
            SftpSubsystemProxy subsystem, Path file, Set<PosixFilePermission> permissions, LinkOption... options)
            throws IOException {
        refuseChange(subsystem, "set permissions", file);
        SftpFileSystemAccessor.super.setFilePermissions(subsystem, file, permissions, options);
    }

    @Override
    public void setFileAccessControl(SftpSubsystemProxy subsystem, Path file, List<AclEntry> acl, LinkOption... options)
            throws IOException {
        refuseChange(subsystem, "set access", file);
        SftpFileSystemAccessor.super.setFileAccessControl(subsystem, file, acl, options);
    }

    private void refuseChange(SftpSubsystemProxy subsystem, String what, Path path) throws IOException {
        if (!folder.switches().allowChanges()) {
            log.add(ActivityLog.Event.REFUSED_CHANGE, who(subsystem), what + " " + path);
            throw new AccessDeniedException(path.toString(), null, "the sandbox is read-only");
        }
    }

    private MerchantAccount account(SftpSubsystemProxy subsystem) throws IOException {
        var account = folder.account(who(subsystem));
        if (account == null) {
            throw new AccessDeniedException(who(subsystem), null, "the account is gone");
        }
        return account;
    }

    private static String who(SftpSubsystemProxy subsystem) {
        return String.valueOf(subsystem.getServerSession().getUsername());
    }

    /** A listing made beforehand. */
    private record Listing(List<Path> paths) implements DirectoryStream<Path> {

        @Override
        public Iterator<Path> iterator() {
            return paths.iterator();
        }

        @Override
        public void close() {}
    }
}
