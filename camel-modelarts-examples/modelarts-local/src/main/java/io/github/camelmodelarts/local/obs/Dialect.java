package io.github.camelmodelarts.local.obs;

/**
 * The two ways in which clients speak to OBS. They differ in the word before a signature and in the prefix of headers. A
 * response is in the dialect of its request.
 */
enum Dialect {
    /** Amazon S3's, signature version 2. */
    AWS("x-amz-", "AWSAccessKeyId", "x-amz-bucket-region", "x-default-storage-class"),
    /** OBS's own. */
    OBS("x-obs-", "AccessKeyId", "x-obs-bucket-location", "x-obs-storage-class");

    private final String prefix;
    private final String keyParameter;
    private final String locationHeader;
    private final String bucketClassHeader;

    Dialect(String prefix, String keyParameter, String locationHeader, String bucketClassHeader) {
        this.prefix = prefix;
        this.keyParameter = keyParameter;
        this.locationHeader = locationHeader;
        this.bucketClassHeader = bucketClassHeader;
    }

    /** The name of a header with this dialect's prefix. */
    String header(String rest) {
        return prefix + rest;
    }

    String prefix() {
        return prefix;
    }

    String metadataPrefix() {
        return prefix + "meta-";
    }

    /** The parameter of a signed URL that names the access key. */
    String keyParameter() {
        return keyParameter;
    }

    String locationHeader() {
        return locationHeader;
    }

    String bucketClassHeader() {
        return bucketClassHeader;
    }
}
