package io.github.camelmodelarts.obs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.text.Printable;

/**
 * A file that is being written. It is a hidden file with a random name beside its target until it is complete; then it replaces the target in
 * one step. Closing it before that deletes it. The hidden file that a killed process left is deleted by a later download to the same folder.
 */
class PartialFile implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(PartialFile.class);

    /** The end of the names of hidden files. The file: component ignores hidden files, and uploads ignore this ending. */
    private static final String SUFFIX = ".modelarts-part";

    private static final Pattern NAME = Pattern.compile("[.].*[.][0-9a-f]{8}" + Pattern.quote(SUFFIX));

    /** Nothing is written to a file for so long only if its process was killed: no timeout of a connection is longer by default. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path target;
    private final Path file;
    private final FileChannel channel;
    private boolean complete;

    /** Creates the hidden file, and the folders above it. */
    PartialFile(Path target) throws IOException {
        this.target = target.toAbsolutePath();
        if (Files.isDirectory(this.target)) {
            throw new ModelArtsRequestException("The file " + Printable.of(target.toString(), 200)
                    + " can't be written, because a folder has this name: choose another localPath");
        }
        Path folder = this.target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        this.file = this.target.resolveSibling("." + this.target.getFileName() + "."
                + UUID.randomUUID().toString().substring(0, 8) + SUFFIX);
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    /** Deletes the hidden files in a folder whose processes were killed. If that is not possible, they stay. */
    static void deleteAbandoned(Path folder) {
        Instant latest = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder, path -> NAME.matcher(String.valueOf(path.getFileName())).matches())) {
            for (Path left : files) {
                deleteAbandoned(left, latest);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("The rests of downloads in {} can't be looked for", folder, e);
        }
    }

    private static void deleteAbandoned(Path left, Instant latest) {
        try {
            if (Files.getLastModifiedTime(left).toInstant().isBefore(latest)) {
                Files.deleteIfExists(left);
                LOG.debug("The rest {} of a download that was killed was deleted", left);
            }
        } catch (IOException e) {
            // another download has completed or deleted it meanwhile
            LOG.debug("The rest {} of a download can't be deleted", left, e);
        }
    }

    /** Writes all these bytes. */
    void write(ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /** Replaces the target with this file, whose content is on the disk by then. */
    void complete() throws IOException {
        try {
            channel.force(true);
            move();
        } catch (IOException e) {
            throw unwritable(target, e);
        }
        complete = true;
    }

    private void move() throws IOException {
        try {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The failure of a file system, with the file and the remedy. */
    static ModelArtsObsException unwritable(Path target, IOException cause) {
        return new ModelArtsObsException(
                "The file " + Printable.of(target.toString(), 200) + " can't be written: "
                        + Printable.of(cause.toString(), 200),
                "Check the free space and the rights of localPath",
                0,
                null,
                null,
                false,
                cause);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            if (!complete) {
                Files.deleteIfExists(file);
            }
        }
    }
}
