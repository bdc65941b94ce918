package io.github.camelmodelarts.local.call;

/** Answers the calls below one path prefix. Runs on an I/O thread and must not block it. */
public interface CallHandler {

    /** Answers now, or dispatches to a thread that will. */
    void handle(Call call);
}
