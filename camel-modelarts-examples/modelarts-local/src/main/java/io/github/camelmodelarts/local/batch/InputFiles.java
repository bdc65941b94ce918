package io.github.camelmodelarts.local.batch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.github.camelmodelarts.local.obs.ObjectStore;

/**
 * Finds the files that a batch service predicts: all files of a folder, or those that a manifest lists. Inferred: the files of
 * nested folders are read too, in the order of their keys; objects whose keys end with a slash are folders.
 */
final class InputFiles {

    private static final JsonMapper JSON = new JsonMapper();

    private final ObjectStore store;

    InputFiles(ObjectStore store) {
        this.store = store;
    }

    /**
     * The files.
     *
     * @throws BatchFailure if there is none, or if the manifest can't be read
     */
    List<BatchInput> of(BatchConfig config) throws BatchFailure {
        ObsPath source = config.source();
        List<BatchInput> files = config.listed() ? listed(source) : inFolder(source);
        if (files.isEmpty()) {
            throw new BatchFailure("There is no input file in " + source);
        }
        return files;
    }

    /** The name of a result is the path below the folder, so that files with one name in two folders have two results. */
    private List<BatchInput> inFolder(ObsPath folder) {
        List<BatchInput> files = new ArrayList<>();
        for (String key : store.keys(folder.bucket(), folder.key())) {
            if (!key.endsWith("/")) {
                ObsPath path = new ObsPath(folder.bucket(), key);
                files.add(new BatchInput(
                        path.toString(), path, key.substring(folder.key().length())));
            }
        }
        return files;
    }

    /**
     * Each line is JSON with a {@code source} (ModelArts user guide, "Manifest File Specifications"). The name of a result is
     * the name of the file; if an earlier line has a file with this name, it is bucket and key.
     */
    private List<BatchInput> listed(ObsPath manifest) throws BatchFailure {
        if (!store.has(manifest.bucket(), manifest.key())) {
            throw new BatchFailure("There is no manifest " + manifest);
        }
        String text = new String(store.get(manifest.bucket(), manifest.key()), StandardCharsets.UTF_8);
        List<BatchInput> files = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank()) {
                files.add(input(source(line, number, manifest), names, number));
            }
        }
        return files;
    }

    private static String source(String line, int number, ObsPath manifest) throws BatchFailure {
        try {
            String source = JSON.readTree(line).path("source").textValue();
            if (source != null) {
                return source;
            }
        } catch (JsonProcessingException e) {
            throw new BatchFailure("Line " + number + " of " + manifest + " is not JSON");
        }
        throw new BatchFailure("Line " + number + " of " + manifest + " has no source");
    }

    private static BatchInput input(String source, Set<String> names, int number) {
        ObsPath path = ObsPath.parse(source);
        if (path == null || path.name().isEmpty()) {
            return new BatchInput(source, null, "line-" + number);
        }
        String name = path.name();
        if (!names.add(name)) {
            name = path.bucket() + "/" + path.key();
        }
        return new BatchInput(source, path, name);
    }
}
