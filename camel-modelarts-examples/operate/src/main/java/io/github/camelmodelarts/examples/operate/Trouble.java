package io.github.camelmodelarts.examples.operate;

import java.time.Duration;

/** What goes wrong in a run, and when. Constants are in the order in which they begin. */
enum Trouble {
    THROTTLED(
            "A", "The gateway throttles the service flowers to 4 requests per second: 429 for the others", 0.08, 0.24),
    RESTART("B", "The cloud is restarted: all connections are cut, then 503, and IAM's tokens are unknown", 0.32, 0.46),
    WRONG_CREDENTIALS("C", "The vault has a wrong secret key and a wrong password", 0.54, 0.64),
    SLOW("D", "A slow hour in fast motion: responses take up to 60 times as long", 0.70, 0.92);

    /** How slow the services are in the middle of the slow hour. */
    private static final double SLOWEST = 60;

    private static final int STEPS = 12;

    private final String letter;
    private final String description;
    private final double begin;
    private final double end;

    /**
     * @param begin as a part of the run, from 0 to 1
     */
    Trouble(String letter, String description, double begin, double end) {
        this.letter = letter;
        this.description = description;
        this.begin = begin;
        this.end = end;
    }

    /** Its mark in the pictures. */
    String letter() {
        return letter;
    }

    String description() {
        return description;
    }

    /** When it begins, in seconds. */
    double begin(double run) {
        return begin * run;
    }

    /** When it ends, in seconds. */
    double end(double run) {
        return end * run;
    }

    /** Takes steps at times after the start of a run. */
    interface Schedule {
        void at(Duration time, Runnable step);
    }

    /** Plans all steps of all troubles. */
    static void plan(LocalCloud cloud, double run, Schedule schedule) {
        THROTTLED.step(run, 0, schedule, () -> cloud.throttle(true));
        THROTTLED.step(run, 1, schedule, () -> cloud.throttle(false));
        RESTART.step(run, 0, schedule, cloud::stop);
        RESTART.step(run, 0.4, schedule, cloud::startAgain);
        RESTART.step(run, 1, schedule, cloud::recover);
        WRONG_CREDENTIALS.step(run, 0, schedule, () -> cloud.rotateCredentials(true));
        WRONG_CREDENTIALS.step(run, 1, schedule, () -> cloud.rotateCredentials(false));
        for (int i = 0; i <= STEPS; i++) {
            double part = (double) i / STEPS;
            SLOW.step(run, part, schedule, () -> cloud.slowDown(1 + (SLOWEST - 1) * Math.sin(Math.PI * part)));
        }
    }

    private void step(double run, double part, Schedule schedule, Runnable step) {
        double second = begin(run) + part * (end(run) - begin(run));
        schedule.at(Duration.ofMillis((long) (second * 1000)), step);
    }
}
