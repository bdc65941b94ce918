package io.github.camelmodelarts.local.iam;

import java.time.Clock;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.text.SecretText;

/**
 * Checks requests for tokens. Statuses and codes: Huawei Cloud IAM, "Error Codes". Thread-safe.
 *
 * <p>Inferred: that a user or account that isn't there is answered as a wrong password is (an API that tells them apart would
 * help who guesses), and so is the password of an account that became a HUAWEI ID, which counts as a wrong one; that a project
 * that isn't there is answered with 404, and one that is switched off with 403.
 */
final class Login {

    private final Directory directory;
    private final LoginLock lock;

    /** Checks against {@code directory}, by {@code clock}. */
    Login(Directory directory, Clock clock) {
        this.directory = directory;
        lock = new LoginLock(clock);
    }

    /**
     * The user who asks.
     *
     * @throws RestException 401 IAM.0062 wrong password, 401 IAM.0061 locked, 403 IAM.0081 no programmatic access
     */
    User user(TokenRequest request) throws RestException {
        User user = directory.user(request.account(), request.user());
        if (user == null) {
            throw wrongPassword();
        }
        if (lock.isLocked(user)) {
            throw new RestException(401, "IAM.0061", "The user is locked. Try again in 15 minutes.");
        }
        boolean ofHuaweiId = user.name().equals(user.account()) && directory.isHuaweiId(user.account());
        if (ofHuaweiId || !SecretText.isSame(user.password(), request.password())) {
            lock.passwordWasWrong(user);
            throw wrongPassword();
        }
        lock.passwordWasRight(user);
        if (!user.programmatic()) {
            throw new RestException(403, "IAM.0081", "The user can access the console only.");
        }
        return user;
    }

    /**
     * The project that a token is asked for, or null for a token without one.
     *
     * @throws RestException 404 IAM.0004 there is none in the user's account, 403 IAM.0002 it is switched off
     */
    @Nullable
    Project project(TokenRequest request) throws RestException {
        String id = request.projectId();
        String name = request.projectName();
        if (id == null && name == null) {
            return null;
        }
        List<Project> found = directory.projects(request.account()).stream()
                .filter(project ->
                        id == null ? project.name().equals(name) : project.id().equals(id))
                .toList();
        if (found.isEmpty()) {
            throw new RestException(404, "IAM.0004", "Could not find project: " + (id == null ? name : id) + ".");
        }
        for (Project project : found) {
            if (project.enabled()) {
                return project;
            }
        }
        throw new RestException(403, "IAM.0002", "The project is disabled.");
    }

    private static RestException wrongPassword() {
        return new RestException(401, "IAM.0062", "Incorrect password.");
    }
}
