package io.github.camelmodelarts.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.apache.camel.Exchange;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

/**
 * Program that uploads a file to OBS, once as a file and once as a stream of unknown length, downloads it again, and prints a line for each.
 * It runs in a separate process with a small heap, or is killed.
 */
public final class ObsCopier {

    private ObsCopier() {}

    /** Arguments: the endpoint of OBS, access key, secret key, a file, and a folder for the downloaded file. */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[3]);
        try (Routes routes = Routes.anonymous()) {
            // with it, Camel reads a stream into memory before the first step
            routes.context().setStreamCaching(false);
            ModelArtsConfiguration options = routes.component().getConfiguration();
            options.setAccessKey(args[1]);
            options.setSecretKey(args[2]);
            options.setRegion("cn-north-4");
            options.setObsEndpoint(args[0]);
            options.setObsBucket("pictures");
            System.out.println("started");
            String upload = "modelarts:uploadToObs?obsPath=in/";
            done("uploaded", HeapPeak.start(), file, routes.send(upload, file));
            done(
                    "uploaded from a stream",
                    HeapPeak.start(),
                    file,
                    routes.send(upload, Files.newInputStream(file), Map.of(ModelArtsConstants.FILE_NAME, "stream")));
            done(
                    "downloaded",
                    HeapPeak.start(),
                    file,
                    routes.send(
                            "modelarts:downloadFromObs?localPath=" + args[4],
                            "obs://pictures/in/" + file.getFileName()));
        }
    }

    private static void done(String what, HeapPeak peak, Path file, Exchange exchange) throws Exception {
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        System.out.println(what + ": " + peak.after(Files.size(file)));
    }
}
