package io.github.camelmodelarts.examples.springboot;

import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.handler.MappedInterceptor;

/** Checks the head of a request before its body is read: the type, and for an upload the length. */
@Configuration(proxyBeanMethods = false)
class UploadHead {

    @Bean
    MappedInterceptor predictionUploads(@Value("${upload.limit}") DataSize limit) {
        return new MappedInterceptor(new String[] {"/predict/**"}, new HandlerInterceptor() {
            @Override
            public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
                refuseForm(request.getContentType());
                check(request.getContentLengthLong(), request.getHeader("Transfer-Encoding") != null, limit.toBytes());
                return true;
            }
        });
    }

    /**
     * Accepts only JSON for a chat. A page of another site can send other types to this server without a question of the browser to the
     * server, and so use the model at the cost of this application; and Camel would parse a form.
     */
    @Bean
    MappedInterceptor chatRequests() {
        return new MappedInterceptor(new String[] {"/v1/chat/completions"}, new HandlerInterceptor() {
            @Override
            public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
                if (!isJson(request.getContentType())) {
                    throw Problem.refusal(
                            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                            "The request is not JSON",
                            "Set its Content-Type: application/json.");
                }
                return true;
            }
        });
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_JSON_VALUE);
    }

    /** Refuses the media type that curl and others send by default: Camel would parse the picture as a form. */
    private static void refuseForm(@Nullable String contentType) {
        if (contentType != null
                && contentType.toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE)) {
            throw Problem.refusal(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "This kind of file is not supported",
                    "The file was sent as a form. Set its Content-Type: image/png, image/jpeg or application/json.");
        }
    }

    private static void check(long length, boolean chunked, long limit) {
        if (length > limit) {
            throw Problem.refusal(
                    HttpStatus.PAYLOAD_TOO_LARGE,
                    "The file is too large",
                    String.format(Locale.ROOT, "The file has %,d bytes; the limit is %,d bytes.", length, limit));
        }
        if (length < 0 && chunked) {
            throw Problem.refusal(
                    HttpStatus.LENGTH_REQUIRED, "The length of the file is missing", "Send the header Content-Length.");
        }
        if (length <= 0) {
            throw Problem.refusal(
                    HttpStatus.BAD_REQUEST, "There is no file", "The file is empty, or no file was sent.");
        }
    }
}
