package io.github.camelmodelarts.session;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.auth.RecentlyUsed;

/**
 * Asks the management API for the states of services: for each service every 30 seconds at most, however many endpoints use the service and
 * however often they ask. No caller waits for the response: each gets the last one. Bounded, and thread-safe.
 */
public final class ServiceStates {

    /** The state of a service that the management API does not know. */
    public static final String MISSING = "missing";

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final ManagementApi api;
    private final Timing timing;
    private final RecentlyUsed<ServiceReference, Question> questions = new RecentlyUsed<>();

    /** Knows no state yet. */
    public ServiceStates(ManagementApi api, Timing timing) {
        this.api = api;
        this.timing = timing;
    }

    /**
     * The last response.
     *
     * @param status the state of the service, or null if it is not known
     * @param failure why it is not known, or null
     * @param age how old the response is, or null if there is none yet
     */
    public record Answer(
            @Nullable ServiceStatus status,
            @Nullable String failure,
            @Nullable Duration age) {

        /** Nothing is known yet. */
        public static final Answer NONE = new Answer(null, null, null);

        /** Whether the service is known not to respond to predictions. */
        public boolean isDown() {
            return status != null && !status.serves();
        }
    }

    /** The last response for this service. Asks again if it is too old; that response is in a later result. */
    public Answer latest(ServiceReference service) {
        Question question = questions.get(service, Question::new);
        if (question.isDue()) {
            question.ask();
        }
        return question.last();
    }

    private final class Question {

        private final ServiceReference service;
        private boolean asked;
        private boolean underWay;
        private long moment;
        private Answer last = Answer.NONE;
        private long responded;

        Question(ServiceReference service) {
            this.service = service;
        }

        synchronized boolean isDue() {
            if (underWay || (asked && timing.since(moment).compareTo(PAUSE) < 0)) {
                return false;
            }
            asked = true;
            underWay = true;
            moment = timing.nanoTime().getAsLong();
            return true;
        }

        void ask() {
            try {
                api.status(service)
                        .whenComplete((found, failure) -> end(
                                failure == null
                                        ? new Answer(found, null, Duration.ZERO)
                                        : failed(Failures.unwrapped(failure))));
            } catch (Throwable e) {
                // after any failure a later check has to ask again
                end(failed(e));
            }
        }

        private synchronized void end(Answer answer) {
            underWay = false;
            last = answer;
            responded = timing.nanoTime().getAsLong();
        }

        synchronized Answer last() {
            return last.age == null ? last : new Answer(last.status, last.failure, timing.since(responded));
        }
    }

    private static Answer failed(Throwable failure) {
        boolean missing = failure instanceof ModelArtsRequestException
                || (failure instanceof ModelArtsOperationFailedException refused && refused.getStatusCode() == 404);
        return new Answer(missing ? new ServiceStatus(MISSING, false) : null, failure.getMessage(), Duration.ZERO);
    }
}
