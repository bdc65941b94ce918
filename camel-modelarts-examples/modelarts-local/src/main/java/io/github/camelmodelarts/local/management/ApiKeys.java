package io.github.camelmodelarts.local.management;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** The API keys that were created through the management API. Thread-safe. */
public final class ApiKeys {

    private final Clock clock;
    private final Map<String, ApiKey> byId = new LinkedHashMap<>();

    /**
     * A key.
     *
     * @param project the project in which it was created
     * @param ofUser true if it is valid for all services, false if only for those in {@code services}
     * @param end null for a permanent key. Lists do not contain temporary keys
     */
    record ApiKey(
            String id,
            String name,
            String value,
            String project,
            boolean ofUser,
            List<String> services,
            Instant made,
            @Nullable Instant end) {

        ApiKey withServices(List<String> others) {
            return new ApiKey(id, name, value, project, ofUser, List.copyOf(others), made, end);
        }

        @Override
        public String toString() {
            return "ApiKey[" + id + "]";
        }
    }

    /** Creates an empty set; temporary keys expire by {@code clock}. */
    public ApiKeys(Clock clock) {
        this.clock = clock;
    }

    synchronized ApiKey make(String project, String name, boolean ofUser, @Nullable Duration life) {
        Instant now = clock.instant();
        String value = "local-api-key-" + UUID.randomUUID().toString().replace("-", "");
        ApiKey key = new ApiKey(
                UUID.randomUUID().toString(),
                name,
                value,
                project,
                ofUser,
                List.of(),
                now,
                life == null ? null : now.plus(life));
        byId.values().removeIf(other -> other.end() != null && !now.isBefore(other.end()));
        byId.put(key.id(), key);
        return key;
    }

    synchronized List<ApiKey> listed(String project) {
        return byId.values().stream()
                .filter(key -> key.end() == null && key.project().equals(project))
                .toList();
    }

    synchronized @Nullable ApiKey find(String project, String id) {
        ApiKey key = byId.get(id);
        return key != null && key.project().equals(project) ? key : null;
    }

    synchronized void put(ApiKey key) {
        byId.put(key.id(), key);
    }

    synchronized void remove(ApiKey key) {
        byId.remove(key.id());
    }

    /** Whether a key is valid for a service. A temporary key is valid for all services until its end. */
    public synchronized boolean open(String value, boolean temporary, Deployment service) {
        return byId.values().stream()
                .filter(key -> key.value().equals(value) && (key.end() != null) == temporary)
                .filter(key -> key.project().equals(service.project()))
                .filter(key -> key.end() == null || clock.instant().isBefore(key.end()))
                .anyMatch(key -> key.ofUser() || key.services().contains(service.id()));
    }
}
