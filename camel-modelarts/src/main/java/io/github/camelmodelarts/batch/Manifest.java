package io.github.camelmodelarts.batch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.obs.ObsEntry;
import io.github.camelmodelarts.obs.ObsPath;
import io.github.camelmodelarts.obs.ObsStorage;
import io.github.camelmodelarts.text.Printable;

/**
 * The manifest of a run, which can consist of several files. A line that can't be used is logged and left out.
 *
 * @param files the files
 * @param lines the lines by their inputs
 * @param unusable the number of lines that can't be used
 */
record Manifest(List<ObsPath> files, Map<ObsPath, ManifestLine> lines, int unusable) {

    private static final Logger LOG = LoggerFactory.getLogger(Manifest.class);

    /**
     * The file of a run, {@code infer-result-TASK.manifest}, or one of several, {@code infer-result-TASK_1.manifest}. Older services number
     * the files of one run: {@code infer-result-0.manifest}.
     */
    private static final Pattern FILE = Pattern.compile("infer-result-(.+?)(?:_([0-9]+))?[.]manifest");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

    /** How many problems or names a message contains. */
    private static final int SHOWN = 10;

    /** The common beginning of everything that services write into a folder. */
    static ObsPath results(ObsPath folder) {
        return folder.child("infer-result");
    }

    /**
     * Reads the manifest of a run.
     *
     * @param mostBytes of one file
     */
    static Manifest read(ObsStorage storage, BatchRun run, long mostBytes) throws IOException {
        Map<ObsPath, ManifestLine> lines = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        Set<ObsPath> sources = Set.copyOf(run.sources());
        List<ObsPath> files = files(storage, run);
        for (ObsPath file : files) {
            String text = new String(storage.read(file, mostBytes), StandardCharsets.UTF_8);
            int number = 0;
            for (String line : text.lines().toList()) {
                number++;
                String problem = line.isBlank() ? null : problem(line, sources, lines);
                if (problem != null) {
                    problems.add("line " + number + " of " + file.name() + ", because " + problem);
                }
            }
        }
        if (!problems.isEmpty()) {
            LOG.warn(
                    "{} lines of the manifest in {} can't be used: {}{}",
                    problems.size(),
                    run.output(),
                    String.join("; ", problems.subList(0, Math.min(SHOWN, problems.size()))),
                    problems.size() > SHOWN ? "; ..." : "");
        }
        return new Manifest(files, lines, problems.size());
    }

    /** Adds a line; returns why it can't be used, or null if it can. */
    private static @Nullable String problem(String text, Set<ObsPath> sources, Map<ObsPath, ManifestLine> lines) {
        ManifestLine line;
        try {
            line = ManifestLine.of(text);
        } catch (ModelArtsRequestException e) {
            return e.getMessage();
        }
        if (!sources.contains(line.source())) {
            return "its source " + line.source() + " is not an input of this run";
        }
        return lines.putIfAbsent(line.source(), line) == null ? null : "its source " + line.source() + " has two lines";
    }

    /** The files of this run: all that are new since it was started, or those of the last run if that is not known. */
    private static List<ObsPath> files(ObsStorage storage, BatchRun run) throws IOException {
        List<ObsEntry> all = storage.list(results(run.output())).stream()
                .filter(entry -> matcher(run, entry).matches() && isNew(run, entry))
                .toList();
        if (run.restarted()) {
            return all.stream().map(ObsEntry::path).toList();
        }
        Set<String> split = all.stream()
                .filter(entry -> part(run, entry) != null)
                .map(entry -> task(run, entry))
                .collect(Collectors.toSet());
        Function<ObsEntry, String> runs = entry -> {
            String task = task(run, entry);
            return NUMBER.matcher(task).matches() && !split.contains(task) ? "" : task;
        };
        return all.stream()
                .max(Comparator.comparing(ObsEntry::modified))
                .map(last -> all.stream()
                        .filter(entry -> runs.apply(entry).equals(runs.apply(last)))
                        .map(ObsEntry::path)
                        .toList())
                .orElse(List.of());
    }

    /** Whether a file was written since the run was started. Older services write files with the same names in each run. */
    private static boolean isNew(BatchRun run, ObsEntry entry) {
        Instant before = run.earlier().get(entry.path());
        return before == null || entry.modified().isAfter(before);
    }

    private static Matcher matcher(BatchRun run, ObsEntry entry) {
        return FILE.matcher(run.output().nameOf(entry.path()));
    }

    private static String task(BatchRun run, ObsEntry entry) {
        Matcher name = matcher(run, entry);
        return name.matches() ? name.group(1) : "";
    }

    /** The number of a file of several, or null for the only one or the first one. */
    private static @Nullable String part(BatchRun run, ObsEntry entry) {
        Matcher name = matcher(run, entry);
        return name.matches() ? name.group(2) : null;
    }

    /** The reason why an input has no result, or null if its line names one. */
    @Nullable
    String failure(ObsPath source, ObsPath folder) {
        ManifestLine line = lines.get(source);
        if (line == null) {
            return "the manifest of the service has no line for it"
                    + (unusable == 0 ? "" : "; " + unusable + " lines can't be used");
        } else if (line.output() == null) {
            return line.error();
        }
        boolean isInside = line.output().bucket().equals(folder.bucket())
                && line.output().key().startsWith(folder.key());
        // a result anywhere else can be an object that the service must not choose
        return isInside ? null : "its result " + line.output() + " is not in the output folder " + folder;
    }

    /** Whether the service says that it failed for this input. */
    boolean saysFailed(ObsPath source) {
        ManifestLine line = lines.get(source);
        return line != null && line.output() == null;
    }

    /** Says which inputs have a result, for a message. */
    String described(BatchRun run) {
        List<String> missing = run.sources().stream()
                .filter(source -> failure(source, run.output()) != null)
                .map(run.input()::nameOf)
                .toList();
        String names = String.join(", ", missing.subList(0, Math.min(SHOWN, missing.size())));
        return (run.sources().size() - missing.size()) + " of " + run.sources().size() + " inputs have a result in "
                + run.output()
                + (missing.isEmpty() ? "" : "; there is none for " + Printable.of(names, 500))
                + (missing.size() > SHOWN ? " and others" : "");
    }
}
