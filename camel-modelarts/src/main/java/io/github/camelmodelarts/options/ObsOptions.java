package io.github.camelmodelarts.options;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.RetryOn;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.batch.BatchSettings;
import io.github.camelmodelarts.client.Identity;
import io.github.camelmodelarts.client.ObsSettings;
import io.github.camelmodelarts.exchange.ObsOperations;
import io.github.camelmodelarts.exchange.TargetMapper;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;
import io.github.camelmodelarts.http.PlainHttp;
import io.github.camelmodelarts.obs.ObsPath;
import io.github.camelmodelarts.session.Regions;
import io.github.camelmodelarts.text.Printable;

/** Reads the options for OBS. */
final class ObsOptions {

    private ObsOptions() {}

    /**
     * The settings of calls to OBS.
     *
     * @param identity the caller
     * @param names how messages name options
     * @throws ModelArtsRequestException if the options do not determine the address of OBS
     * @throws ModelArtsAuthenticationException if the caller is a custom strategy
     */
    static ObsSettings of(
            ModelArtsConfiguration all, Identity identity, ClientSettings http, Limits limits, OptionNames names) {
        if (identity.bean() != null) {
            throw new ModelArtsAuthenticationException(
                    "OBS requires an access key, and an authStrategy has none to give",
                    names.verb() + names.of("accessKey") + " and " + names.of("secretKey") + ", or "
                            + names.of("credentialsProvider"),
                    null);
        }
        return new ObsSettings(
                identity,
                endpoint(all, names),
                iam(all),
                StringHelper.trimToNull(all.getObsBucket()),
                http,
                limits.collected(),
                all.getRetryOn() == RetryOn.NEVER ? 0 : all.getMaxRetries(),
                all.isClockSkewCorrection());
    }

    /**
     * The mapper of exchanges.
     *
     * @param services names the batch service to start
     * @throws ModelArtsRequestException if a path is not valid
     */
    static ObsOperations exchanges(ModelArtsConfiguration options, TargetMapper services) {
        String folder = StringHelper.trimToNull(options.getLocalPath());
        try {
            return new ObsOperations(
                    path(options),
                    StringHelper.trimToNull(options.getObsBucket()),
                    folder == null ? null : Path.of(folder),
                    services,
                    options.isAllowHeaderOverride());
        } catch (InvalidPathException e) {
            throw new ModelArtsRequestException(
                    "localPath=" + Printable.of(folder, 100) + " is not a path of a local folder: correct it", e);
        }
    }

    /** The settings of batch services. */
    static BatchSettings batches(ModelArtsConfiguration options) {
        String path = StringHelper.trimToNull(options.getPath());
        return new BatchSettings(
                options.getApiVersion(),
                StringHelper.trimToNull(options.getModelId()),
                options.getSpecification(),
                options.getInstanceCount(),
                path == null ? "/" : path.startsWith("/") ? path : "/" + path,
                path(options),
                StringHelper.trimToNull(options.getObsBucket()),
                options.isDeleteAfter(),
                options.getMaxResponseSize());
    }

    private static @Nullable ObsPath path(ModelArtsConfiguration options) {
        String path = StringHelper.trimToNull(options.getObsPath());
        return path == null ? null : ObsPath.of(path, StringHelper.trimToNull(options.getObsBucket()));
    }

    private static ServiceAddress endpoint(ModelArtsConfiguration all, OptionNames names) {
        String region = StringHelper.trimToNull(all.getRegion());
        String set = StringHelper.trimToNull(all.getObsEndpoint());
        if (set == null && region == null) {
            throw new ModelArtsRequestException("OBS requires a region, which determines its address. " + names.verb()
                    + names.of("region") + " or " + names.of("obsEndpoint"));
        }
        ServiceAddress endpoint = new PlainHttp(all.isAllowHttp())
                .checked(
                        ServiceAddress.parse(set == null ? Regions.obsEndpoint(String.valueOf(region)) : set),
                        "obsEndpoint");
        String path = endpoint.uri().getRawPath();
        if ((!path.isEmpty() && !path.equals("/")) || endpoint.uri().getRawQuery() != null) {
            throw new ModelArtsRequestException("obsEndpoint=" + endpoint
                    + " has a path or a query: set only https:// and the host, without a bucket");
        }
        return endpoint;
    }

    /** The address of IAM, which issues temporary keys for a token; null if the options don't determine it. */
    private static @Nullable ServiceAddress iam(ModelArtsConfiguration all) {
        String region = StringHelper.trimToNull(all.getRegion());
        String set = StringHelper.trimToNull(all.getIamEndpoint());
        return region == null && set == null ? null : SessionOptions.iam(all, region);
    }
}
