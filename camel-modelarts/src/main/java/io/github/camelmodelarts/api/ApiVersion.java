package io.github.camelmodelarts.api;

/** The generations of the ModelArts management API. They differ in paths, fields and service states. */
public enum ApiVersion {
    /**
     * Real-time services as they were until 2025, and as other clouds offer them: application authentication,
     * lower-case states.
     */
    v1,
    /** Inference services: upper-case states, API keys. */
    v2
}
