package io.github.camelmodelarts.local.rest;

/** A parameter of the query is invalid. Each API has its own error for it. */
public final class BadParameterException extends IllegalArgumentException {

    private final String parameter;

    /** Creates it with the name of the parameter. */
    public BadParameterException(String parameter) {
        super("The parameter " + parameter + " is invalid");
        this.parameter = parameter;
    }

    /** The name of the parameter. */
    public String parameter() {
        return parameter;
    }
}
