package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.util.List;

/** A part of the benchmark that can be run alone. */
interface Scenario {

    /** The name in arguments. */
    String name();

    Wire wire();

    /** Measures. Returns no results if this machine does not allow it, after telling why. */
    List<Result> run(Bench bench) throws IOException;
}
