package io.github.camelmodelarts.obs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.text.Printable;

/**
 * Uploads and downloads files on the threads for transfers. Each file is one task, so that several files of a folder are transferred at the same
 * time. If one of them fails, those that were not begun are left out. A caller that completes the returned future stops the work. Thread-safe.
 */
public final class ObsTransfers {

    /** How many files of a folder are transferred or wait for a thread at the same time. */
    private static final int QUEUED = 4;

    private final ObsStorage storage;
    private final Executor threads;

    /**
     * Creates transfers.
     *
     * @param threads run the transfers, which block. Their number limits the memory for parts of large files
     */
    public ObsTransfers(ObsStorage storage, Executor threads) {
        this.storage = storage;
        this.threads = threads;
    }

    /** Work with the storage that may block. */
    @FunctionalInterface
    public interface Task<T> {

        /**
         * Does the work.
         *
         * @param cancelled whether the caller has cancelled; called for each piece
         */
        T run(ObsStorage storage, BooleanSupplier cancelled) throws IOException;
    }

    /** Runs a task on the threads for transfers. */
    public <T> CompletableFuture<T> run(Task<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                if (result.isDone()) {
                    return;
                }
                try {
                    result.complete(task.run(storage, result::isDone));
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new ModelArtsConnectionException(
                    "The transfer was not begun, because the component or session has stopped",
                    null,
                    false,
                    true,
                    0,
                    e));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    /**
     * Uploads files to a folder.
     *
     * @param files the contents by their names, with {@code /} between folders; called on a thread for transfers
     * @return the objects, in the order of the files
     */
    public CompletableFuture<List<ObsPath>> upload(ObsPath folder, Supplier<Map<String, Body>> files) {
        return all((obs, cancelled) -> {
            List<Step<ObsPath>> uploads = new ArrayList<>();
            files.get().forEach((name, content) -> {
                ObsPath target = folder.child(name);
                uploads.add(new Step<>(target, ended -> obs.upload(content, target, ended)));
            });
            return uploads;
        });
    }

    /** Uploads one body. */
    public CompletableFuture<ObsPath> upload(ObsPath target, Body content) {
        return run((obs, cancelled) -> {
            obs.upload(content, target, cancelled);
            return target;
        });
    }

    /**
     * Downloads an object into a local folder, or all objects of a folder with the same folders below the local one.
     *
     * @param folder the local folder, which is created if it does not exist
     * @return the files
     */
    public CompletableFuture<List<Path>> download(ObsPath source, Path folder) {
        return all((obs, cancelled) -> {
            List<ObsEntry> objects = source.isFolder() ? obs.list(source) : List.of(obs.find(source));
            if (objects.isEmpty()) {
                throw ModelArtsObsException.of(
                        "There is no object in " + source, "Check the path, and the case of its letters", false);
            }
            List<Step<Path>> downloads = new ArrayList<>();
            for (ObsEntry object : objects) {
                ObsPath path = object.path();
                Path target = inside(folder, source.isFolder() ? source.nameOf(path) : path.name(), path);
                downloads.add(new Step<>(target, ended -> obs.download(object, target, ended)));
            }
            List<Path> targets = downloads.stream().map(Step::target).toList();
            requireDistinct(targets);
            targets.stream()
                    .map(target -> target.toAbsolutePath().getParent())
                    .filter(above -> above != null && Files.isDirectory(above))
                    .distinct()
                    .forEach(PartialFile::deleteAbandoned);
            return downloads;
        });
    }

    /**
     * The file for an object in a local folder. A key is chosen by the program that wrote the object, so it must not name a file outside of
     * the folder.
     */
    private static Path inside(Path folder, String name, ObsPath object) {
        try {
            for (String part : name.split("/", -1)) {
                if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\\') >= 0) {
                    throw unusable(object, null);
                }
            }
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            throw unusable(object, e);
        }
    }

    /** Refuses files of which one would replace another, or needs a folder with the name of another. Case does not count on some systems. */
    private static void requireDistinct(List<Path> files) {
        Set<String> names = new HashSet<>();
        for (Path file : files) {
            if (!names.add(folded(file))) {
                throw new ModelArtsRequestException(
                        "Two objects would be the file " + Printable.of(file.toString(), 200)
                                + " on a system that ignores the case of letters: no file was written. Download them one by one to"
                                + " different folders");
            }
        }
        for (Path file : files) {
            for (Path above = file.getParent(); above != null; above = above.getParent()) {
                if (names.contains(folded(above))) {
                    throw new ModelArtsRequestException("One object would be the file "
                            + Printable.of(above.toString(), 200)
                            + ", and another one would be in a folder of that name: no file was written. Download them one"
                            + " by one to different folders");
                }
            }
        }
    }

    private static String folded(Path file) {
        return file.toString().toLowerCase(Locale.ROOT);
    }

    private static ModelArtsRequestException unusable(ObsPath object, @Nullable InvalidPathException cause) {
        String message =
                "The key of " + object + " can't be the name of a local file, because a part of it is empty, a dot,"
                        + " two dots or contains a character that is not allowed: no file was written. Download the other objects"
                        + " one by one, or copy this object to another key";
        return cause == null ? new ModelArtsRequestException(message) : new ModelArtsRequestException(message, cause);
    }

    /** The transfer of one file. */
    private record Step<T>(T target, Action action) {}

    private interface Action {
        void run(BooleanSupplier cancelled) throws IOException;
    }

    /** Runs a plan, then all its steps; completes with their targets when the last step has ended, or fails with the first failure. */
    private <T> CompletableFuture<List<T>> all(Task<List<Step<T>>> plan) {
        CompletableFuture<List<T>> result = new CompletableFuture<>();
        run(plan).whenComplete((steps, failure) -> {
            if (failure == null) {
                begin(result, steps);
            } else {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    private <T> void begin(CompletableFuture<List<T>> result, List<Step<T>> steps) {
        if (steps.isEmpty()) {
            result.complete(List.of());
            return;
        }
        Steps<T> all = new Steps<>(result, steps);
        for (int i = 0; i < Math.min(QUEUED, steps.size()); i++) {
            all.beginNext();
        }
    }

    /**
     * The transfers of a folder. Each that ends begins the next one, so that a large folder does not keep the transfers of others waiting. After
     * a failure no further one begins; the end is reported when those in progress have ended.
     */
    private final class Steps<T> {

        private final CompletableFuture<List<T>> result;
        private final List<Step<T>> steps;
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger left;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Steps(CompletableFuture<List<T>> result, List<Step<T>> steps) {
            this.result = result;
            this.steps = steps;
            this.left = new AtomicInteger(steps.size());
        }

        private boolean isCancelled() {
            return result.isDone() || failure.get() != null;
        }

        /** Begins the next transfer. The rest is skipped after a failure, in a loop and not by recursion, because it may be long. */
        void beginNext() {
            int next = begun.getAndIncrement();
            while (next < steps.size()) {
                if (!isCancelled()) {
                    begin(next);
                    return;
                }
                ended();
                next = begun.getAndIncrement();
            }
        }

        private void begin(int number) {
            run((obs, cancelled) -> {
                        if (!isCancelled()) {
                            steps.get(number).action.run(this::isCancelled);
                        }
                        return number;
                    })
                    .whenComplete((done, failed) -> {
                        if (failed != null) {
                            failure.compareAndSet(null, failed);
                        }
                        ended();
                        beginNext();
                    });
        }

        private void ended() {
            if (left.decrementAndGet() > 0) {
                return;
            }
            Throwable first = failure.get();
            if (first == null) {
                result.complete(steps.stream().map(Step::target).toList());
            } else {
                result.completeExceptionally(first);
            }
        }
    }
}
