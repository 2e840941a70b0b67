package se.kvitta.ftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.ftpserver.ftplet.FtpFile;

/**
 * A file of an {@link UploadFolder}, or the folder itself.
 *
 * @param name empty for the folder
 */
record UploadFile(UploadFolder folder, String name) implements FtpFile {

    private Path path() {
        return folder.path(name);
    }

    @Override
    public String getAbsolutePath() {
        return "/" + name;
    }

    @Override
    public String getName() {
        return name.isEmpty() ? "/" : name;
    }

    @Override
    public boolean isHidden() {
        return false;
    }

    @Override
    public boolean isDirectory() {
        return name.isEmpty();
    }

    @Override
    public boolean isFile() {
        return !name.isEmpty() && doesExist();
    }

    @Override
    public boolean doesExist() {
        return name.isEmpty() || (UploadFolder.isName(name) && Files.exists(path()));
    }

    @Override
    public boolean isReadable() {
        return name.isEmpty();
    }

    @Override
    public boolean isWritable() {
        return UploadFolder.isName(name) && !Files.exists(path());
    }

    @Override
    public boolean isRemovable() {
        return false;
    }

    @Override
    public String getOwnerName() {
        return "kvitta";
    }

    @Override
    public String getGroupName() {
        return "kvitta";
    }

    @Override
    public int getLinkCount() {
        return 1;
    }

    @Override
    public long getLastModified() {
        try {
            return Files.getLastModifiedTime(path()).toMillis();
        } catch (IOException e) {
            return 0; // taken in meanwhile
        }
    }

    @Override
    public boolean setLastModified(long time) {
        return false;
    }

    @Override
    public long getSize() {
        try {
            return name.isEmpty() ? 0 : Files.size(path());
        } catch (IOException e) {
            return 0; // taken in meanwhile
        }
    }

    @Override
    public Object getPhysicalFile() {
        return path().toFile();
    }

    @Override
    public boolean mkdir() {
        return false;
    }

    @Override
    public boolean delete() {
        return false;
    }

    @Override
    public boolean move(FtpFile destination) {
        return folder.rename(this, destination);
    }

    @Override
    public List<UploadFile> listFiles() {
        return name.isEmpty() ? folder.files() : List.of(this);
    }

    @Override
    public OutputStream createOutputStream(long offset) {
        throw new UncheckedIOException(new IOException("files come whole, by UploadFolder.receive"));
    }

    @Override
    public InputStream createInputStream(long offset) throws IOException {
        throw new IOException("nothing is read here");
    }
}
