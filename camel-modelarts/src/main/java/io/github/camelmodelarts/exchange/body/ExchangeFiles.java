package io.github.camelmodelarts.exchange.body;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.WrappedFile;
import org.apache.camel.component.file.GenericFile;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsRequestException;

/**
 * Finds the files in an exchange, for a destination that stores each of them under its name: a file, the files of a local folder, several
 * files, attachments, bytes, a stream or text.
 *
 * @param isSingle whether it is one content, and not a folder or a list, which may also have one file
 * @param contents supplies the contents by their names, with {@code /} between folders. Reads folders, so it may block. Throws a {@link
 *     ModelArtsRequestException} if there are no files, a file can't be read, or two have one name
 */
public record ExchangeFiles(boolean isSingle, Supplier<Map<String, Body>> contents) {

    /**
     * Finds the files of an exchange. Reads nothing that may block.
     *
     * @throws ModelArtsRequestException if the body contains no file
     */
    public static ExchangeFiles of(Exchange exchange) {
        Message message = exchange.getMessage();
        Object body = message.getBody();
        Labels labels = Labels.of(message, "");
        if (body == null) {
            List<Attached> attached = Attached.of(Attached.of(message), exchange);
            if (attached.isEmpty()) {
                throw new ModelArtsRequestException(
                        "The body is null, so there is nothing to upload: set it to a file, a folder or bytes");
            }
            return several(attached.stream().map(Attached::file).toList(), labels);
        }
        Path local = local(body);
        if (local != null && Files.isDirectory(local)) {
            return new ExchangeFiles(false, () -> folder(local));
        }
        // a Path is an Iterable, too
        List<Object> elements = FileLikes.isFileLike(body) ? null : Elements.of(Elements.listed(body));
        if (elements != null && !elements.isEmpty() && elements.stream().allMatch(FileLikes::isFileLike)) {
            return several(
                    elements.stream()
                            .map(element -> FileLikes.require(element, exchange))
                            .toList(),
                    labels);
        }
        FileLike file = body instanceof CharSequence text
                ? FileLike.of(new Content.Bytes(text.toString().getBytes(StandardCharsets.UTF_8)))
                : FileLikes.of(body, exchange);
        if (file == null) {
            throw new ModelArtsRequestException(
                    "The body is a " + body.getClass().getName()
                            + ", which is not a file, a folder, a list of files, bytes, text or a stream: nothing was uploaded. Convert"
                            + " it before this endpoint, with marshal().json() for example");
        } else if (!file.isFile() && labels.fileName() == null && labels.receivedName() == null) {
            throw new ModelArtsRequestException(
                    "The body has no name, so it is not clear how to name the object: nothing was"
                            + " uploaded. Set the header CamelModelArtsFileName");
        }
        return new ExchangeFiles(true, () -> contents(List.of(labels.labelled(file))));
    }

    /** The files at these paths, each a file or a folder. */
    public static ExchangeFiles of(Path path) {
        return new ExchangeFiles(
                !Files.isDirectory(path),
                () -> Files.isDirectory(path) ? folder(path) : Map.of(String.valueOf(path.getFileName()), body(path)));
    }

    private static @Nullable Path local(Object body) {
        if (body instanceof WrappedFile<?> wrapped && wrapped.getFile() instanceof File file) {
            return file.toPath();
        } else if (body instanceof GenericFile<?>) {
            return null;
        }
        return body instanceof File file ? file.toPath() : body instanceof Path path ? path : null;
    }

    private static ExchangeFiles several(List<FileLike> files, Labels labels) {
        List<FileLike> labelled = new ArrayList<>();
        for (FileLike file : files) {
            if (file.name() == null) {
                throw new ModelArtsRequestException("One of " + files.size()
                        + " files has no name, so it is not clear how to name the object: nothing was uploaded. Upload it"
                        + " alone, with the header CamelModelArtsFileName");
            }
            labelled.add(new FileLike(
                    true, FileNames.last(file.name(), "file"), labels.typeOf(file), file.charset(), file.content()));
        }
        return new ExchangeFiles(false, () -> contents(labelled));
    }

    private static Map<String, Body> contents(List<FileLike> files) {
        Map<String, Body> contents = new LinkedHashMap<>();
        for (FileLike file : files) {
            String name = String.valueOf(file.name());
            // an empty local file can be stored, although no model can use it
            Body body = file.content() instanceof Content.LocalFile local
                    ? body(local.path(), file.mediaType())
                    : file.content().body("The file " + name, file.mediaType());
            if (contents.put(name, body) != null) {
                throw new ModelArtsRequestException("Two files have the name " + name
                        + ", so one object would replace the other: nothing was uploaded. Rename one of them, or upload them"
                        + " one by one to different folders");
            }
        }
        return contents;
    }

    private static Map<String, Body> folder(Path folder) {
        try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            Map<String, Body> contents = paths.filter(path -> Files.isRegularFile(path) && !isPartial(path))
                    .sorted()
                    .collect(Collectors.toMap(
                            path -> folder.relativize(path).toString().replace(File.separatorChar, '/'),
                            ExchangeFiles::body,
                            (first, second) -> first,
                            LinkedHashMap::new));
            if (contents.isEmpty()) {
                throw new ModelArtsRequestException(
                        "The folder " + folder.getFileName() + " has no files: nothing was uploaded. Check its path");
            }
            return contents;
        } catch (IOException | UncheckedIOException e) {
            throw Content.unreadable("The folder " + folder.getFileName(), e);
        }
    }

    /** Whether this is the rest of a download whose process was killed. */
    private static boolean isPartial(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.startsWith(".") && name.endsWith(".modelarts-part");
    }

    private static Body body(Path path) {
        return body(path, MediaTypes.ofName(String.valueOf(path.getFileName())));
    }

    private static Body body(Path path, @Nullable String mediaType) {
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw new ModelArtsRequestException(path.getFileName()
                        + " is a device, a pipe or a folder and not a regular file: upload its content as a stream");
            }
            return Body.file(path, mediaType);
        } catch (IOException e) {
            throw Content.unreadable("The file " + path.getFileName(), e);
        }
    }
}
