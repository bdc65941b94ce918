package io.github.camelmodelarts.local.rest;

/** A parameter of the query that can't be right. Each API has its own answer to it. */
public final class BadParameterException extends IllegalArgumentException {

    private final String parameter;

    /** Names the parameter. */
    public BadParameterException(String parameter) {
        super("The parameter " + parameter + " can't be right");
        this.parameter = parameter;
    }

    /** Its name. */
    public String parameter() {
        return parameter;
    }
}
