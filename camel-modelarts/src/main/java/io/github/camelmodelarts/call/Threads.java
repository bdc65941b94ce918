package io.github.camelmodelarts.call;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Where calls make progress, beside the threads of callers and of HttpClient. No route goes on there. Their owner ends them, after the
 * last call.
 *
 * @param progress for what comes later: admission of who waited, attempts after a pause, the ends of time limits. A few threads, which
 *     nothing may block: no bean, no file, no name
 * @param readers for what may block: bodies are opened, read, hashed and closed, names are looked up, and beans are asked there. One
 *     thread for each of them at a time
 */
public record Threads(ScheduledExecutorService progress, Executor readers) {}
