package io.github.camelmodelarts.local.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * The settings of batch services, for tests of their clients: planned failures, a gate before each file, and changes of the
 * manifest. They apply to all batch services, to files that are begun later. Thread-safe.
 *
 * <p>A batch service is deployed through the first generation of the management API, with {@code infer_type} {@code batch}
 * (ModelArts API reference, "Deploying Services", CreateService, 2026-01-08). When it is running, it reads the files of
 * {@code src_path} from the object storage, sends each one to the model of {@code model_id} as a form with one file, and
 * writes to {@code dest_path} (ModelArts, "Output Path", ma_drawer_035, 2025-05-29):
 *
 * <pre>{@code
 * infer-result-TASK.manifest           a line for each file:
 *     {"source":"obs://in/a/1.jpg","result":"SUCCESSFUL","inference-loc":"obs://out/infer-result-TASK/1.jpg_result.txt"}
 *     {"source":"obs://in/a/2.jpg","result":"FAILED","error_message":"..."}
 * infer-result-TASK_1.manifest         the next lines, if there are many
 * infer-result-TASK/1.jpg_result.txt   the response of the model
 * }</pre>
 *
 * Then it is {@code finished}. Each start is a run with a new task id. With {@code instance_count} 2, two files are predicted
 * at the same time; the lines of the manifest have the order of the files.
 *
 * <p>Inferred, because no document says it:
 *
 * <ul>
 *   <li>Files in nested folders are read too, and the name of a result has the path below {@code src_path}:
 *       {@code infer-result-TASK/b/1.jpg_result.txt}. So two files with the same name have two results.
 *   <li>A service is finished even if the model rejected all files. It fails if there is no file, if a bucket does not exist,
 *       or if the manifest of {@code src_type} {@code ManifestFile} can't be read.
 *   <li>A service that fails or is stopped half way writes the manifest of the files that it has processed by then. It is
 *       stopping until the model has responded to its current files.
 *   <li>A file that the model rejects has the text of the response as {@code error_message}.
 *   <li>With {@code mapping_type} {@code csv}, the result of a CSV file has the response to each line in one line, and the
 *       whole file fails with its first line that fails.
 * </ul>
 *
 * <p>Not played: the layout before 2023 ({@code infer-result-0.manifest}, {@code infer-result/}), signatures in the sources
 * of a manifest, {@code envs}, and quotes in CSV files.
 */
public final class BatchServices {

    private static final String FIELD = "images";
    private static final int TASKS = 10_000;

    private final Gate gate = new Gate();
    private final Map<String, String> fields = new ConcurrentHashMap<>();
    private final Deque<PlannedFailure> failures = new ArrayDeque<>();
    private final Deque<String> tasks = new ArrayDeque<>();
    private int runs;
    private volatile UnaryOperator<List<String>> change = UnaryOperator.identity();
    private volatile int linesPerManifest = Integer.MAX_VALUE;

    record PlannedFailure(int files, String message) {}

    BatchServices() {}

    /**
     * Sets the name of the form field in which files are sent to a model. Default: {@code images}, as in ModelArts' built-in
     * image models.
     */
    public BatchServices field(String modelId, String name) {
        fields.put(modelId, name);
        return this;
    }

    /**
     * Makes the next run fail after some files, after the failures that are planned already: the service gets the state
     * {@code failed}.
     *
     * @param files the number of files that are processed before; a run with fewer files fails at its end
     * @param message the {@code error_msg}
     */
    public BatchServices failNextRun(int files, String message) {
        synchronized (failures) {
            failures.add(new PlannedFailure(files, message));
        }
        return this;
    }

    /**
     * Changes the lines of the manifest before they are written, for example to break, add or remove lines. It gets all lines
     * of a run, also if they go into several files. Results are not changed. An exception of it fails the run. Default: no
     * change.
     */
    public BatchServices changeManifest(UnaryOperator<List<String>> operator) {
        change = operator;
        return this;
    }

    /**
     * Splits the manifest into files with at most this number of lines, at least 1. The second file has {@code _1} before its
     * ending, the third {@code _2}. Default: one file.
     */
    public BatchServices linesPerManifest(int lines) {
        if (lines < 1) {
            throw new IllegalArgumentException("A manifest must have at least 1 line, not " + lines);
        }
        linesPerManifest = lines;
        return this;
    }

    /** Makes all runs wait before each file, until {@link #letPass} or {@link #release}. */
    public BatchServices hold() {
        gate.close();
        return this;
    }

    /** Lets some more files pass while runs are held; they may be files of different runs. */
    public BatchServices letPass(int files) {
        gate.letPass(files);
        return this;
    }

    /** Lets all files pass again, as at the start. */
    public BatchServices release() {
        gate.open();
        return this;
    }

    /** The number of files that wait now because runs are held. */
    public int waiting() {
        return gate.waiting();
    }

    /** The number of runs that were started. */
    public int runs() {
        synchronized (tasks) {
            return runs;
        }
    }

    /** The task ids of the last 10,000 runs, in the order of their start. A snapshot. */
    public List<String> tasks() {
        synchronized (tasks) {
            return List.copyOf(tasks);
        }
    }

    /** Removes planned failures and the change of manifests, writes one manifest, and lets all files pass. */
    public BatchServices clear() {
        synchronized (failures) {
            failures.clear();
        }
        change = UnaryOperator.identity();
        linesPerManifest = Integer.MAX_VALUE;
        return release();
    }

    Gate gate() {
        return gate;
    }

    String fieldOf(String modelId) {
        return fields.getOrDefault(modelId, FIELD);
    }

    @Nullable
    PlannedFailure nextFailure() {
        synchronized (failures) {
            return failures.poll();
        }
    }

    List<String> changed(List<String> lines) {
        return List.copyOf(change.apply(new ArrayList<>(lines)));
    }

    int linesPerManifest() {
        return linesPerManifest;
    }

    void began(String task) {
        synchronized (tasks) {
            runs++;
            tasks.add(task);
            if (tasks.size() > TASKS) {
                tasks.remove();
            }
        }
    }
}
