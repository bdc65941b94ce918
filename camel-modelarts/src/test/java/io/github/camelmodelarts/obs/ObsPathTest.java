package io.github.camelmodelarts.obs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ObsPathTest {

    @ParameterizedTest
    @CsvSource({
        "obs://pictures,                    pictures, ''",
        "obs://pictures/,                   pictures, ''",
        "obs://pictures/in/,                pictures, in/",
        "obs://pictures/in/a b+ü.png,       pictures, in/a b+ü.png",
        "obs://pictures/图/猫.png,           pictures, 图/猫.png",
        "obs://pictures//in,                pictures, /in",
        "obs://pictures/../x,               pictures, ../x",
        "in/,                               default,  in/"
    })
    void readsBucketAndKeyAsTheyAre(String text, String bucket, String key) {
        assertThat(ObsPath.of(text, bucket)).isEqualTo(new ObsPath(bucket, key));
    }

    /** The forms in which ModelArts writes paths; the last ones are URLs of OBS. */
    @ParameterizedTest
    @CsvSource({
        "obs://pictures/in/a.png",
        "s3://pictures/in/a.png",
        "/pictures/in/a.png",
        "https://pictures.obs.cn-north-4.myhuaweicloud.com/in/a.png",
        "https://obs.cn-north-4.myhuaweicloud.com/pictures/in/a.png",
        "http://127.0.0.1:8080/pictures/in/a.png",
        "https://localhost:8443/pictures/in/a.png"
    })
    void readsThePathsThatModelArtsWrites(String text) {
        assertThat(ObsPath.ofModelArts(text)).isEqualTo(new ObsPath("pictures", "in/a.png"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"obs://", "obs:///in/a.png", "obs://Pictures/in/", "obs://a/in/", "obs://user@host/x"})
    void refusesAPathWithoutAValidBucket(String text) {
        assertThatThrownBy(() -> ObsPath.of(text, null))
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("is not the name of a bucket")
                .hasMessageContaining("obs://bucket/folder/");
    }

    @Test
    void refusesAPathWithoutABucketIfThereIsNoDefault() {
        assertThatThrownBy(() -> ObsPath.of("in/", null)).hasMessageContaining("set obsBucket");
    }

    @Test
    void refusesAnotherBucketThanTheOneOfTheOption() {
        assertThatThrownBy(() -> ObsPath.of("obs://others/in/", "pictures"))
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("obs://others/in/")
                .hasMessageContaining("obsBucket=pictures");
    }

    @Test
    void refusesAKeyThatIsTooLongInBytes() {
        assertThat(ObsPath.of("obs://pictures/" + "a".repeat(1024), null).key()).hasSize(1024);
        assertThatThrownBy(() -> ObsPath.of("obs://pictures/" + "图".repeat(342), null))
                .hasMessageContaining("more than 1024 bytes");
    }

    @Test
    void namesAnObjectBelowItsFolder() {
        ObsPath folder = ObsPath.of("obs://pictures/in", null).folder();

        assertThat(folder.child("sub/a.png").text()).isEqualTo("obs://pictures/in/sub/a.png");
        assertThat(folder.nameOf(folder.child("sub/a.png"))).isEqualTo("sub/a.png");
        assertThat(folder.child("sub/a.png").name()).isEqualTo("a.png");
    }

    @Test
    void isAUrlWithTheBucketInTheHostOrInThePath() {
        ObsPath path = new ObsPath("pictures", "in/a b+猫.png");
        ServiceAddress endpoint = ServiceAddress.parse("https://obs.cn-north-4.myhuaweicloud.com");

        assertThat(path.url(endpoint, false))
                .isEqualTo("https://pictures.obs.cn-north-4.myhuaweicloud.com/in/a%20b%2B%E7%8C%AB.png");
        assertThat(path.url(endpoint, true))
                .isEqualTo("https://obs.cn-north-4.myhuaweicloud.com/pictures/in/a%20b%2B%E7%8C%AB.png");
        assertThat(ObsPath.ofModelArts(path.url(endpoint, false))).isEqualTo(path);
        assertThat(ObsPath.ofModelArts(path.url(endpoint, true))).isEqualTo(path);
    }
}
