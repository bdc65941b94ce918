package io.github.camelmodelarts.auth;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.ServiceRequest;

/** A strategy that can tell its own proofs from others'. */
interface ProvingStrategy extends AuthStrategy {

    /**
     * Whether a request, as it was sent, carries the very proof that this strategy would have given it at the time; false if others'
     * keys made it.
     */
    boolean proved(ServiceRequest sent);
}
