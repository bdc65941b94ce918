package io.github.camelmodelarts.local.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;

import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.StreamEnd;
import io.github.camelmodelarts.local.api.StreamStep;
import io.github.camelmodelarts.local.call.Answers;
import io.github.camelmodelarts.local.call.Call;
import io.github.camelmodelarts.local.wire.ClientWatch;

/**
 * Sends a response step by step, on the I/O thread of its connection. It never blocks this thread: in a pause a timer is set, and while
 * the client reads nothing, no step is taken.
 */
public final class StreamedAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(StreamedAnswer.class);

    /** How many bytes are sent without a pause before the thread serves its other connections. */
    private static final int TURN = 4 << 20;

    /** What a step costs of a turn, in bytes. */
    private static final int STEP = 1 << 10;

    /** The most time that pauses are shortened to catch up. */
    private static final long MAX_LATE = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private final Call call;
    private final HttpServerExchange exchange;
    private final XnioIoThread thread;
    private final StreamSinkChannel channel;
    private final StreamProgress progress;
    private final Iterator<? extends StreamStep> steps;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private boolean inEvent;
    private boolean blocked;
    private boolean finishing;
    private XnioExecutor.@Nullable Key timer;
    private long due = System.nanoTime();

    private StreamedAnswer(
            Call call, StreamSinkChannel channel, Iterator<? extends StreamStep> steps, StreamProgress progress) {
        this.call = call;
        this.exchange = call.exchange();
        this.thread = exchange.getIoThread();
        this.channel = channel;
        this.steps = steps;
        this.progress = progress;
    }

    /** Sends a response, complete or in steps; one in steps is recorded in {@code streams}. */
    public static void send(Call call, ModelAnswer answer, Streams streams) {
        Iterable<? extends StreamStep> steps = answer.stream();
        if (steps == null) {
            Answers.send(call, answer);
        } else {
            Answers.onIoThread(call, () -> start(call, answer, steps, streams));
        }
    }

    private static void start(Call call, ModelAnswer answer, Iterable<? extends StreamStep> steps, Streams streams) {
        HttpServerExchange exchange = call.exchange();
        boolean headOnly = exchange.getRequestMethod().equals(Methods.HEAD);
        Iterator<? extends StreamStep> iterator = headOnly ? Collections.emptyIterator() : steps.iterator();
        Answers.begin(call, answer);
        if (exchange.isHttp11() && exchange.getResponseContentLength() < 0) {
            // also if the connection is closed after it: otherwise the client could not recognise a stream that was
            // broken off
            exchange.getResponseHeaders().put(Headers.TRANSFER_ENCODING, "chunked");
        }
        StreamSinkChannel channel = exchange.getResponseChannel();
        StreamedAnswer stream = new StreamedAnswer(call, channel, iterator, streams.begin(call));
        exchange.addExchangeCompleteListener((ended, next) -> {
            stream.exchangeEnded();
            next.proceed();
        });
        channel.getWriteSetter().set(ignored -> stream.writable());
        ClientWatch.start(exchange, stream::clientLeft);
        stream.proceed();
    }

    /** Takes step after step until the stream has to wait. */
    private void proceed() {
        try {
            int turn = TURN;
            while (turn > 0) {
                if (progress.hasEnded() || !write() || !takeStep()) {
                    return;
                }
                turn -= STEP + bytes.remaining();
            }
            // a task without a delay would run before the thread looks at its other connections
            timer = thread.executeAfter(this::proceed, 1, TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            LOG.debug("The client of {} closed its stream", call.requestId(), e);
            clientLeft();
        } catch (RuntimeException | Error e) {
            LOG.error("The stream of {} failed", call.requestId(), e);
            breakOff();
        }
    }

    /** Writes the bytes of the last step; false if that must wait for the client. */
    private boolean write() throws IOException {
        while (bytes.hasRemaining()) {
            int count = channel.write(bytes);
            progress.wrote(count);
            if (count == 0) {
                return block();
            }
        }
        if (!channel.flush()) {
            return block();
        }
        if (inEvent) {
            inEvent = false;
            progress.wroteEvent();
        }
        return true;
    }

    private boolean block() {
        blocked = true;
        channel.resumeWrites();
        return false;
    }

    /** Takes the next step; false if nothing is to be done for now. */
    private boolean takeStep() throws IOException {
        if (!steps.hasNext()) {
            finish();
            return false;
        }
        StreamStep step = steps.next();
        if (step instanceof StreamStep.Send send) {
            return begin(send.bytes());
        } else if (step instanceof StreamStep.Pause pause) {
            return !pauses(pause.duration());
        }
        switch ((StreamStep.End) step) {
            case CLOSE -> breakOff();
            case RESET -> {
                ClientWatch.resetOnClose(exchange);
                breakOff();
            }
            case SILENCE -> LOG.debug("The stream of {} is silent from now on", call.requestId());
        }
        return false;
    }

    private boolean begin(ByteBuffer content) {
        long length = exchange.getResponseContentLength();
        if (length >= 0 && progress.bytes() + content.remaining() > length) {
            LOG.debug("The stream of {} is longer than its Content-Length", call.requestId());
            breakOff();
            return false;
        }
        bytes = content.duplicate();
        inEvent = true;
        return true;
    }

    /** Sets a timer for the end of a pause; false if the pause has no time left. */
    private boolean pauses(Duration duration) {
        long now = System.nanoTime();
        due = Math.max(due, now - MAX_LATE) + duration.toNanos();
        long left = due - now;
        if (left < MILLISECOND) {
            return false;
        }
        timer = thread.executeAfter(this::proceed, (left + MILLISECOND - 1) / MILLISECOND, TimeUnit.MILLISECONDS);
        return true;
    }

    /** Sends the proper end. Recorded before it is sent, so a client that has it finds the record. */
    private void finish() throws IOException {
        long length = exchange.getResponseContentLength();
        if (length >= 0
                && progress.bytes() < length
                && !exchange.getRequestMethod().equals(Methods.HEAD)) {
            LOG.debug("The stream of {} is shorter than its Content-Length", call.requestId());
            breakOff();
            return;
        }
        progress.end(StreamEnd.COMPLETE);
        finishing = true;
        channel.shutdownWrites();
        flushEnd();
    }

    private void flushEnd() {
        try {
            if (!channel.flush()) {
                channel.resumeWrites();
            }
        } catch (IOException e) {
            LOG.debug("The client of {} left at the end of its stream", call.requestId(), e);
            clientLeft();
        }
    }

    /** Called when the client has read something. */
    private void writable() {
        channel.suspendWrites();
        if (blocked) {
            blocked = false;
            proceed();
        } else if (finishing) {
            flushEnd();
        }
    }

    private void breakOff() {
        progress.end(StreamEnd.BROKEN);
        Answers.cut(call);
    }

    private void clientLeft() {
        exchangeEnded();
        ClientWatch.end(exchange);
    }

    /** Records the end, if none is recorded: all bytes of the Content-Length were sent, the server stopped, or the client left. */
    private void exchangeEnded() {
        boolean stopped = exchange.getConnection().getWorker().isShutdown();
        boolean complete = progress.bytes() == exchange.getResponseContentLength();
        progress.end(complete ? StreamEnd.COMPLETE : stopped ? StreamEnd.BROKEN : StreamEnd.CLOSED_BY_CLIENT);
        if (timer != null) {
            timer.remove();
        }
    }
}
