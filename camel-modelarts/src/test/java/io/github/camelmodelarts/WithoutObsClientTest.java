package io.github.camelmodelarts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.support.ClassPath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An application without Huawei's client for OBS works although the component can open it. */
class WithoutObsClientTest {

    private static final ClassPath WITHOUT = ClassPath.without("esdk-obs-java");

    @Test
    void predictsAndNamesTheDependencyThatIsMissing() throws Exception {
        assertThat(WITHOUT.run(Prediction.class)).asString().contains("\"method\":\"POST\"");
    }

    /** Camel looks at all methods of a bean, and the types in them must exist. */
    @Test
    void onlyClassesForObsHaveAMethodOrFieldWithATypeOfTheClient() throws Exception {
        assertThat(WITHOUT.run(Introspection.class).toString().split(","))
                .contains(ObsClients.class.getName())
                .allMatch(name ->
                        name.equals(ObsClients.class.getName()) || name.startsWith("io.github.camelmodelarts.obs."));
    }

    /** An application without the client. */
    public static final class Prediction implements Callable<String> {
        @Override
        public String call() throws Exception {
            assertThatThrownBy(() -> Class.forName("com.obs.services.ObsClient"))
                    .isInstanceOf(ClassNotFoundException.class);
            try (ModelArtsLocal local = ModelArtsLocal.start();
                    DefaultCamelContext camel = new DefaultCamelContext()) {
                local.addService("echo", new EchoModel());
                ModelArtsComponent component = camel.getComponent("modelarts", ModelArtsComponent.class);
                component.getConfiguration().setAccessKey(local.credentials().accessKey());
                component.getConfiguration().setSecretKey(local.credentials().secretKey());
                component.getConfiguration().setObsEndpoint(local.obsEndpoint());
                camel.start();
                assertThatThrownBy(() -> ObsClients.of(component))
                        .isInstanceOf(ModelArtsRequestException.class)
                        .hasMessageContaining("com.huaweicloud:esdk-obs-java:3.25.5")
                        .hasMessageContaining("log4j-core and log4j-api");
                return camel.createProducerTemplate()
                        .requestBody("modelarts:predict?address=" + local.address("echo"), "{}", String.class);
            }
        }
    }

    /** The names of the classes that can't be looked at without the client. */
    public static final class Introspection implements Callable<String> {
        @Override
        public String call() throws Exception {
            Path root = Path.of(ModelArtsComponent.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            List<String> broken = new ArrayList<>();
            try (Stream<Path> files = Files.walk(root.resolve("io/github/camelmodelarts"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".class")).toList()) {
                    String name = root.relativize(file)
                            .toString()
                            .replace(".class", "")
                            .replace('/', '.');
                    if (!name.endsWith("package-info") && !canBeLookedAt(name)) {
                        broken.add(name);
                    }
                }
            }
            return String.join(",", broken);
        }

        private static boolean canBeLookedAt(String name) throws ClassNotFoundException {
            try {
                Class<?> type = Class.forName(name, false, Introspection.class.getClassLoader());
                return type.getDeclaredMethods().length
                                + type.getDeclaredFields().length
                                + type.getDeclaredConstructors().length
                                + type.getMethods().length
                        >= 0;
            } catch (NoClassDefFoundError e) {
                return false;
            }
        }
    }
}
