package io.github.camelmodelarts.local.iam;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.rest.RestException;

/** Accounts with their users, projects and agencies. Thread-safe. */
final class Directory {

    private final Map<String, Map<String, User>> usersByAccount = new LinkedHashMap<>();
    private final List<Project> projects = new ArrayList<>();
    private final Set<String> huaweiIds = new HashSet<>();
    private final List<Agency> agencies = new ArrayList<>();

    /**
     * Adds an account with its own user, which has the account's name.
     *
     * @throws IllegalArgumentException if there already is an account with this name
     */
    synchronized void addAccount(String name, String password) {
        if (usersByAccount.containsKey(name)) {
            throw new IllegalArgumentException("There already is an account named " + name);
        }
        usersByAccount.put(name, new LinkedHashMap<>());
        putUser(new User(name, name, password, true));
    }

    /**
     * Adds a user, or replaces the user with this name.
     *
     * @throws IllegalArgumentException if there is no such account
     */
    synchronized void putUser(User user) {
        users(user.account()).put(user.name(), user);
    }

    /**
     * Changes a user.
     *
     * @throws IllegalArgumentException if there is no such account or user
     */
    synchronized void change(String account, String name, UnaryOperator<User> change) {
        User user = users(account).get(name);
        if (user == null) {
            throw new IllegalArgumentException("There is no user " + name + " in the account " + account);
        }
        putUser(change.apply(user));
    }

    /**
     * Makes an account a HUAWEI ID.
     *
     * @throws IllegalArgumentException if there is no such account
     */
    synchronized void becomesHuaweiId(String account) {
        users(account);
        huaweiIds.add(account);
    }

    /** Whether an account was made a HUAWEI ID. */
    synchronized boolean isHuaweiId(String account) {
        return huaweiIds.contains(account);
    }

    /**
     * Adds a project. Several may have the same name.
     *
     * @throws IllegalArgumentException if there is no such account, or already a project with this id
     */
    synchronized void addProject(Project project) {
        users(project.account());
        if (projects.stream().anyMatch(other -> other.id().equals(project.id()))) {
            throw new IllegalArgumentException("There already is a project with the id " + project.id());
        }
        projects.add(project);
    }

    /**
     * Adds an agency, or replaces the agency with this name.
     *
     * @throws IllegalArgumentException if one of the accounts does not exist
     */
    synchronized void putAgency(Agency agency) {
        users(agency.account());
        users(agency.trusted());
        agencies.removeIf(other ->
                other.account().equals(agency.account()) && other.name().equals(agency.name()));
        agencies.add(agency);
    }

    /**
     * The agency that a request names.
     *
     * @param sender the account of the request's sender
     * @throws RestException 404 IAM.0004 it does not exist, 403 IAM.0002 it trusts another account
     */
    synchronized Agency agency(TemporaryKeyRequest request, String sender) throws RestException {
        for (Agency agency : agencies) {
            if (agency.name().equals(request.agency()) && isIn(agency.account(), request)) {
                if (!agency.trusted().equals(sender)) {
                    throw new RestException(403, "IAM.0002", "You are not authorized to perform the requested action.");
                }
                return agency;
            }
        }
        throw new RestException(404, "IAM.0004", "Could not find agency: " + request.agency() + ".");
    }

    private static boolean isIn(String account, TemporaryKeyRequest request) {
        String id = request.domainId();
        String name = request.domainName();
        return (id == null || id.equals(IamJson.domainId(account))) && (name == null || name.equals(account));
    }

    /** The user of an account, or null. */
    synchronized @Nullable User user(String account, String name) {
        Map<String, User> users = usersByAccount.get(account);
        return users == null ? null : users.get(name);
    }

    /** All projects of an account in the order in which they were added; a snapshot. */
    synchronized List<Project> projects(String account) {
        return projects.stream()
                .filter(project -> project.account().equals(account))
                .toList();
    }

    private Map<String, User> users(String account) {
        Map<String, User> users = usersByAccount.get(account);
        if (users == null) {
            throw new IllegalArgumentException(
                    "There is no account " + account + ": use one of " + usersByAccount.keySet());
        }
        return users;
    }
}
