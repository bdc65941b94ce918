package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** A trained network with one input and one output that counts. Thread-safe; holds native memory until closed. */
final class Network implements AutoCloseable {

    /** Calls run side by side, so a single one need not have the whole machine. */
    private static final int THREADS = 2;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final String input;
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private boolean closed;

    /** Reads a network in ONNX form. */
    Network(byte[] onnx) throws IOException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(THREADS);
            options.setInterOpNumThreads(1);
            // idle threads would burn a core each between two calls
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            session = environment.createSession(onnx, options);
        } catch (OrtException e) {
            throw new IOException("ONNX Runtime can't load the network", e);
        }
        input = session.getInputNames().iterator().next();
    }

    /**
     * Runs the network once.
     *
     * @throws IOException if it can't be run, or is closed
     */
    Tensor run(Tensor in) throws IOException {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IOException("The network is closed");
            }
            return runOpened(in);
        } finally {
            use.readLock().unlock();
        }
    }

    private Tensor runOpened(Tensor in) throws IOException {
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(in.values()), in.shape());
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            OnnxTensor out = (OnnxTensor) result.get(0);
            FloatBuffer numbers = out.getFloatBuffer();
            float[] values = new float[numbers.remaining()];
            numbers.get(values);
            return new Tensor(values, out.getInfo().getShape());
        } catch (OrtException e) {
            throw new IOException("ONNX Runtime can't run the network", e);
        }
    }

    /** Waits for runs that have begun: they work in the memory that is given back here, and without it the process would die. */
    @Override
    public void close() throws IOException {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
        } catch (OrtException e) {
            throw new IOException("ONNX Runtime can't release the network", e);
        } finally {
            use.writeLock().unlock();
        }
    }
}
