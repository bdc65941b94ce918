package io.github.camelmodelarts.local.batch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ObsPathTest {

    @ParameterizedTest
    @CsvSource({
        "//bucket/data/, data/",
        "/bucket/data, data",
        "obs://bucket/data/, data/",
        "obs://bucket/a/b c/ü.png, a/b c/ü.png",
        "obs://bucket, ''",
        "s3://bucket/data/, data/",
        "https://bucket.obs.cn-north-4.myhuaweicloud.com/data/, data/",
        "https://bucket.obs.cn-north-4.myhuaweicloud.com:443/a%20b.csv?AccessKeyId=x&Signature=y, a b.csv",
        "https://bucket.obs.cn-north-4.myhuaweicloud.com, ''",
        "http://bucket.obs.localhost:1/data/, data/",
        "https://obs.cn-north-4.myhuaweicloud.com/bucket/data/, data/",
        "http://127.0.0.1:1/bucket/data/, data/",
        "https://localhost:1/bucket, ''"
    })
    void readsAllForms(String text, String key) {
        assertThat(ObsPath.parse(text)).isEqualTo(new ObsPath("bucket", key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data/",
                "bucket",
                "obs://",
                "obs://B/",
                "obs://../data/",
                "///bucket/x",
                "ftp://bucket/data/",
                "https:// x/",
                "https://obs.cn-north-4.myhuaweicloud.com/",
                "https://obs.cn-north-4.myhuaweicloud.com//bucket/"
            })
    void rejectsOtherTexts(String text) {
        assertThat(ObsPath.parse(text)).isNull();
    }

    @Test
    void isAFolderWithASlashAtItsEnd() {
        assertThat(new ObsPath("b", "a").folder()).hasToString("obs://b/a/");
        assertThat(new ObsPath("b", "a/").folder()).hasToString("obs://b/a/");
        assertThat(new ObsPath("b", "").folder()).hasToString("obs://b/");
    }
}
