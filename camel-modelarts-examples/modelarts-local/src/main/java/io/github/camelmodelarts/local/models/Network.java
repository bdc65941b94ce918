package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** A trained network with one used output. Thread-safe; holds native memory until it is closed. */
final class Network implements AutoCloseable {

    /** The threads of one call; several calls run at the same time. */
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
            // otherwise each idle thread would use a core between two calls
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            session = environment.createSession(onnx, options);
        } catch (OrtException e) {
            throw new IOException("ONNX Runtime can't load the network", e);
        }
        input = session.getInputNames().iterator().next();
    }

    /** One run, while the network is open. */
    private interface Run {
        Tensor run() throws OrtException;
    }

    /**
     * Runs a network that has one input once.
     *
     * @throws IOException if it can't run, or is closed
     */
    Tensor run(Tensor in) throws IOException {
        return whileOpen(() -> {
            try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(in.values()), in.shape())) {
                return output(Map.of(input, tensor));
            }
        });
    }

    /**
     * Runs a network once.
     *
     * @param rows for each input one row of whole numbers
     * @throws IOException if it can't run, or is closed
     */
    Tensor run(Map<String, long[]> rows) throws IOException {
        return whileOpen(() -> {
            Map<String, OnnxTensor> inputs = new HashMap<>();
            try {
                for (Map.Entry<String, long[]> row : rows.entrySet()) {
                    long[] shape = {1, row.getValue().length};
                    inputs.put(
                            row.getKey(), OnnxTensor.createTensor(environment, LongBuffer.wrap(row.getValue()), shape));
                }
                return output(inputs);
            } finally {
                inputs.values().forEach(OnnxTensor::close);
            }
        });
    }

    private Tensor whileOpen(Run run) throws IOException {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IOException("The network is closed");
            }
            return run.run();
        } catch (OrtException e) {
            throw new IOException("ONNX Runtime can't run the network", e);
        } finally {
            use.readLock().unlock();
        }
    }

    private Tensor output(Map<String, OnnxTensor> inputs) throws OrtException {
        try (OrtSession.Result result = session.run(inputs)) {
            OnnxTensor out = (OnnxTensor) result.get(0);
            FloatBuffer numbers = out.getFloatBuffer();
            float[] values = new float[numbers.remaining()];
            numbers.get(values);
            return new Tensor(values, out.getInfo().getShape());
        }
    }

    /**
     * Waits for runs in progress: they use the memory that this method releases, and without it the process would
     * crash.
     */
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
