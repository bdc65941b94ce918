package io.github.camelmodelarts.api;

/** The generations of ModelArts' management API, which differ in paths, fields and states. */
public enum ApiVersion {
    /** Real-time services as they were until 2025, and as other clouds have them: application authentication, lower-case states. */
    v1,
    /** Inference services: upper-case states, API keys. */
    v2
}
