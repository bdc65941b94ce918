package io.github.camelmodelarts.api;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A body whose media type and length are known only after some of its content was read. {@link #resolved} reads it and
 * may wait. Opening the unresolved body fails. Not thread-safe: for one call at a time.
 */
public final class UnresolvedBody extends Body {

    private final Supplier<Body> resolution;
    private volatile @Nullable Body resolved;
    private volatile boolean reading;

    /** @param resolution throws {@link ModelArtsRequestException} if the content can't be sent; called once unless it throws */
    public UnresolvedBody(Supplier<Body> resolution) {
        super(null, List.of(new Segment.Unresolved()), false);
        this.resolution = resolution;
    }

    /** Returns the supplied body, or an unresolved body if the supplier may wait. */
    public static Body of(boolean mayBlock, Supplier<Body> resolution) {
        return mayBlock ? new UnresolvedBody(resolution) : resolution.get();
    }

    @Override
    public Body resolved() {
        Body known = resolved;
        if (known == null) {
            reading = true;
            try {
                known = resolution.get().resolved();
            } finally {
                reading = false;
            }
            resolved = known;
        }
        return known;
    }

    @Override
    public boolean isResolved() {
        return false;
    }

    @Override
    public Body limitedTo(long most) {
        return new UnresolvedBody(() -> resolved().limitedTo(most));
    }

    /** Returns true before the body is resolved, because nothing was read yet. */
    @Override
    public boolean isRepeatable() {
        Body known = resolved;
        return known == null || known.isRepeatable();
    }

    @Override
    public boolean isBeingRead() {
        return reading;
    }
}
