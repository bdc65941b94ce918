package io.github.camelmodelarts.local.iam;

import java.time.Clock;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.text.SecretText;

/**
 * Validates requests for tokens. Statuses and codes: Huawei Cloud IAM, "Error Codes". Thread-safe.
 *
 * <p>Inferred: an unknown user or account gets the same response as a wrong password, because different responses would
 * help attackers. The password of an account that was made a HUAWEI ID also gets this response, and counts as a wrong
 * password. An unknown project gets 404, a disabled project 403.
 */
final class Login {

    private final Directory directory;
    private final LoginLock lock;

    /** Validates with the users of {@code directory}; {@code clock} ends locks. */
    Login(Directory directory, Clock clock) {
        this.directory = directory;
        lock = new LoginLock(clock);
    }

    /**
     * Returns the user that requests a token.
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
     * Returns the project of the requested token, or null for a token without a project.
     *
     * @throws RestException 404 IAM.0004 the user's account has no such project, 403 IAM.0002 it is disabled
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
