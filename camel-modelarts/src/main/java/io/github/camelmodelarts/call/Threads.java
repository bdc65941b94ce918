package io.github.camelmodelarts.call;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The thread pools that run steps of calls, beside the threads of callers and of HttpClient. No route runs there. The owner shuts them down
 * after the last call.
 *
 * @param progress for later steps: admission of waiting calls, attempts after a pause, ends of time limits. A few threads, which must not
 *     be blocked by a bean, a file or a name lookup
 * @param readers for work that can block: bodies are opened, read, hashed and closed there, names are looked up, and beans are called. One
 *     thread for each piece of work at a time
 * @param transfers for uploads to and downloads from OBS, which can take long. A few threads, whose number limits the memory that
 *     transfers use; more transfers wait
 */
public record Threads(ScheduledExecutorService progress, Executor readers, Executor transfers) {}
