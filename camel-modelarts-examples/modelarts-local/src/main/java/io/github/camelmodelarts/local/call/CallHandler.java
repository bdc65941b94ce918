package io.github.camelmodelarts.local.call;

/** Responds to the calls below one path prefix. Runs on an I/O thread and must not block it. */
public interface CallHandler {

    /** Responds, or dispatches the call to another thread, which responds. */
    void handle(Call call);
}
