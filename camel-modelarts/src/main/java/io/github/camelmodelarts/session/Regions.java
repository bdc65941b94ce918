package io.github.camelmodelarts.session;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.github.camelmodelarts.api.ModelArtsRequestException;

/** The regions of the cloud and their endpoints (Huawei Cloud SDK for Java v3, ModelArtsRegion and iam_endpoints.json, August 2026). */
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

    /** Europe is a cloud of its own, with a domain of its own. */
    private static final Map<String, String> IAM_ELSEWHERE = Map.of("eu-west-101", "https://iam.myhuaweicloud.eu");

    private Regions() {}

    /**
     * Where IAM is in a region.
     *
     * @throws ModelArtsRequestException if the region is unknown; it names those that are known and the option that overrides them
     */
    public static String iamEndpoint(String region) {
        if (!KNOWN.contains(region)) {
            throw new ModelArtsRequestException("region=" + region + " is unknown; known are " + new TreeSet<>(KNOWN)
                    + ". For another cloud or a new region set iamEndpoint");
        }
        return IAM_ELSEWHERE.getOrDefault(region, "https://iam." + region + ".myhuaweicloud.com");
    }
}
