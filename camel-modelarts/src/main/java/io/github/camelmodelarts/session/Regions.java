package io.github.camelmodelarts.session;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.text.Printable;

/**
 * Contains the regions of the cloud and their endpoints (Huawei Cloud SDK for Java v3, ModelArtsRegion and iam_endpoints.json, August
 * 2026).
 */
public final class Regions {

    private static final Set<String> KNOWN = Set.of(
            "af-north-1",
            "af-south-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "cn-east-3",
            "cn-east-4",
            "cn-north-1",
            "cn-north-11",
            "cn-north-12",
            "cn-north-2",
            "cn-north-4",
            "cn-north-9",
            "cn-south-1",
            "cn-southwest-2",
            "cn-southwest-3",
            "eu-west-101",
            "la-north-2",
            "la-south-2",
            "me-east-1",
            "sa-brazil-1",
            "tr-west-1");

    /** Europe is a separate cloud with a separate domain. */
    private static final String EUROPE = "eu-west-101";

    /** IAM's hosts, with or without a region. */
    private static final Pattern IAM = Pattern.compile("iam(?:\\.[a-z0-9-]+)?\\.(myhuaweicloud\\.(?:com|eu))");

    private Regions() {}

    /**
     * The endpoint of IAM in a region.
     *
     * @throws ModelArtsRequestException if the region is unknown; the message names the known ones and the option to set instead
     */
    public static String iamEndpoint(String region) {
        requireKnown(region, "iamEndpoint");
        return region.equals(EUROPE) ? "https://iam.myhuaweicloud.eu" : "https://iam." + region + ".myhuaweicloud.com";
    }

    /**
     * The endpoint of ModelArts' management API in a region.
     *
     * @throws ModelArtsRequestException if the region is unknown; the message names the known ones and the option to set instead
     */
    public static String modelArtsEndpoint(String region) {
        requireKnown(region, "modelArtsEndpoint");
        return "https://modelarts." + region + (region.equals(EUROPE) ? ".myhuaweicloud.eu" : ".myhuaweicloud.com");
    }

    /**
     * The endpoint of OBS in a region (OBS API reference, "Endpoints").
     *
     * @throws ModelArtsRequestException if the region is unknown; the message names the known ones and the option to set instead
     */
    public static String obsEndpoint(String region) {
        requireKnown(region, "obsEndpoint");
        return "https://obs." + region + (region.equals(EUROPE) ? ".myhuaweicloud.eu" : ".myhuaweicloud.com");
    }

    /** The domain of the cloud that an IAM endpoint belongs to, the same for all its regions; for other endpoints their host and port. */
    static String cloud(String iamEndpoint) {
        String authority = ServiceAddress.parse(iamEndpoint).authority();
        Matcher own = IAM.matcher(authority);
        return own.matches() ? own.group(1) : authority;
    }

    private static void requireKnown(String region, String override) {
        if (!KNOWN.contains(region)) {
            throw new ModelArtsRequestException("region=" + Printable.of(region, 40) + " is unknown; known are "
                    + new TreeSet<>(KNOWN) + ". For another cloud or a new region set " + override);
        }
    }
}
