package io.github.camelmodelarts.auth;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.auth.signing.CanonicalRequest;
import io.github.camelmodelarts.auth.signing.SigningKey;

/**
 * The table of all schemes of authentication, one entry each. A new scheme needs an entry here, an {@link AuthType}, a record in {@link
 * Credentials} and a strategy. New options are added to {@code ModelArtsConfiguration} (docs/architecture.md, "How to add").
 */
public final class Schemes {

    private static final String AUTHORIZATION = SignatureStrategy.AUTHORIZATION;
    private static final String STAGE = "x-stage";
    private static final String SECURITY_TOKEN = "X-Security-Token";
    private static final String AUTH_TOKEN = "X-Auth-Token";

    private static final Pattern SIGNATURE =
            Pattern.compile("(SDK-HMAC-SHA256 Access=)(.*)(, SignedHeaders=[a-z0-9;-]*, Signature=[0-9a-f]{64})");
    private static final Pattern BEARER = Pattern.compile("(Bearer )(.*)()");

    /** By type, in the order of preference if several are possible: a key that is not sent comes before credentials that are sent. */
    private static final Map<AuthType, Scheme> ALL = new EnumMap<>(AuthType.class);

    static {
        add(
                AuthType.APP_SIGNATURE,
                Scheme.Use.APP,
                true,
                List.of("appKey", "appSecret"),
                List.of(),
                signed("APP_KEY", AuthHeader.open(STAGE)),
                o -> new Credentials.AppSignature(o.require("appKey"), o.require("appSecret")),
                Credentials.AppSignature.class,
                (c, with) -> new SignatureStrategy(
                        new SigningKey(c.appKey(), c.appSecret()), headers(STAGE, with.stage()), with.clocks()));
        add(
                AuthType.APP_CODE,
                Scheme.Use.APP,
                true,
                List.of("appCode"),
                List.of(),
                List.of(AuthHeader.open(STAGE), AuthHeader.secret("X-Apig-AppCode", "APP_CODE")),
                o -> new Credentials.AppCode(o.require("appCode")),
                Credentials.AppCode.class,
                (c, with) -> new HeaderStrategy(headers(STAGE, with.stage()).with("X-Apig-AppCode", c.appCode())));
        add(
                AuthType.APP_KEY,
                Scheme.Use.APP,
                false,
                List.of("appKey"),
                List.of(),
                List.of(AuthHeader.open(STAGE), AuthHeader.secret("apikey", "APP_KEY")),
                o -> new Credentials.AppKey(o.require("appKey")),
                Credentials.AppKey.class,
                (c, with) -> new HeaderStrategy(headers(STAGE, with.stage()).with("apikey", c.appKey())));
        add(
                AuthType.AK_SK,
                Scheme.Use.SESSION,
                true,
                List.of("accessKey", "secretKey"),
                List.of("securityToken"),
                signed(
                        "ACCESS_KEY",
                        AuthHeader.secret(SECURITY_TOKEN, "SECURITY_TOKEN").sometimes()),
                o -> new Credentials.AccessKey(o.require("accessKey"), o.require("secretKey"), o.get("securityToken")),
                Credentials.AccessKey.class,
                (c, with) -> new SignatureStrategy(
                        new SigningKey(c.accessKey(), c.secretKey()),
                        c.securityToken() == null ? Headers.NONE : headers(SECURITY_TOKEN, c.securityToken()),
                        with.clocks()));
        add(
                AuthType.PASSWORD,
                Scheme.Use.SESSION,
                true,
                List.of("username", "password"),
                List.of("account"),
                List.of(AuthHeader.secret(AUTH_TOKEN, "TOKEN")),
                o -> new Credentials.User(
                        o.require("iamEndpoint"),
                        o.get("account") == null ? o.require("username") : o.require("account"),
                        o.require("username"),
                        o.require("password"),
                        o.get("projectId"),
                        o.get("region")),
                Credentials.User.class,
                (c, with) -> with.tokens().apply(c));
        add(
                AuthType.TOKEN,
                Scheme.Use.SESSION,
                true,
                List.of("token"),
                List.of(),
                List.of(AuthHeader.secret(AUTH_TOKEN, "TOKEN")),
                o -> new Credentials.Token(o.require("token")),
                Credentials.Token.class,
                (c, with) -> new HeaderStrategy(headers(AUTH_TOKEN, c.token())));
        add(
                AuthType.API_KEY,
                Scheme.Use.SERVICE,
                true,
                List.of("apiKey"),
                List.of(),
                List.of(AuthHeader.secret(AUTHORIZATION, BEARER, "API_KEY")),
                o -> new Credentials.ApiKey(o.require("apiKey")),
                Credentials.ApiKey.class,
                (c, with) -> new HeaderStrategy(headers(AUTHORIZATION, "Bearer " + c.apiKey())));
        add(
                AuthType.NONE,
                Scheme.Use.SERVICE,
                false,
                List.of(),
                List.of(),
                List.of(),
                o -> new Credentials.Anonymous(),
                Credentials.Anonymous.class,
                (c, with) -> new HeaderStrategy(Headers.NONE));
    }

    private static Headers headers(String name, String value) {
        return Headers.NONE.with(name, value);
    }

    private static <C extends Credentials> void add(
            AuthType type,
            Scheme.Use use,
            boolean inferred,
            List<String> required,
            List<String> optional,
            List<AuthHeader> headers,
            Function<Scheme.Options, Credentials> credentials,
            Class<C> kind,
            BiFunction<C, Scheme.Surroundings, AuthStrategy> maker) {
        ALL.put(
                type,
                new Scheme(
                        type,
                        use,
                        inferred,
                        required,
                        optional,
                        headers,
                        credentials,
                        (set, with) -> maker.apply(kind.cast(set), with)));
    }

    /** The headers of a signature, and the further headers that it covers. */
    private static List<AuthHeader> signed(String variable, AuthHeader... covered) {
        return Stream.concat(
                        Stream.of(
                                AuthHeader.secret(AUTHORIZATION, SIGNATURE, variable),
                                AuthHeader.open(SignatureStrategy.DATE),
                                AuthHeader.open(CanonicalRequest.CONTENT_SHA256).sometimes()),
                        Stream.of(covered))
                .toList();
    }

    private Schemes() {}

    /** The scheme of a type. */
    public static Scheme of(AuthType type) {
        Scheme known = ALL.get(type);
        if (known == null) {
            throw new IllegalStateException("There is no scheme for " + type);
        }
        return known;
    }

    /** All schemes in the order of preference. */
    public static Collection<Scheme> all() {
        return ALL.values();
    }

    /** The types with this use, in the order of preference. */
    public static Set<AuthType> types(Scheme.Use use) {
        Set<AuthType> types = EnumSet.noneOf(AuthType.class);
        all().stream().filter(scheme -> scheme.use() == use).map(Scheme::type).forEach(types::add);
        return types;
    }

    /** The names of all headers that any scheme sets, as they are sent. */
    public static Set<String> headerNames() {
        return all().stream()
                .flatMap(scheme -> scheme.headers().stream())
                .map(AuthHeader::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The options that hold the credentials of any scheme. */
    public static Set<String> credentialOptions() {
        return all().stream()
                .flatMap(scheme -> scheme.options().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The strategy of the scheme that the credentials belong to. */
    public static AuthStrategy strategy(Credentials credentials, Scheme.Surroundings with) {
        return of(credentials.authType()).maker().apply(credentials, with);
    }
}
