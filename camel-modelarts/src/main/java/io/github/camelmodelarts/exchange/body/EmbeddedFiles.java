package io.github.camelmodelarts.exchange.body;

import java.util.List;

import org.apache.camel.Exchange;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.BodyType;
import io.github.camelmodelarts.api.UnresolvedBody;
import io.github.camelmodelarts.exchange.body.ObjectJson.Piece;
import io.github.camelmodelarts.text.Printable;

/** Writes objects as JSON in which files are Base64 (RFC 4648, 4) or data URLs (RFC 2397). Files are read while they are sent. */
final class EmbeddedFiles {

    private EmbeddedFiles() {}

    /** Writes an object as JSON; files in it are refused. */
    static Body json(Object value) {
        return joined(ObjectJson.write(value, null));
    }

    /** Writes an object as JSON with its files, as Base64 or as data URLs. */
    static Body json(Object value, BodyType bodyType, Labels labels, Exchange exchange) {
        List<Piece> pieces = ObjectJson.write(value, new ObjectJson.Embedding() {
            @Override
            public FileLike file(Object file) {
                return FileLikes.require(file, exchange);
            }

            @Override
            public String prefix(FileLike file) {
                return bodyType == BodyType.BASE64
                        ? ""
                        : "data:" + labels.typeOf(file).replace(" ", "") + ";base64,";
            }
        });
        boolean mayBlock = pieces.stream()
                .anyMatch(
                        piece -> piece.file() != null && piece.file().content().mayBlock());
        return UnresolvedBody.of(mayBlock, () -> joined(pieces));
    }

    private static Body joined(List<Piece> pieces) {
        return Body.joined(
                MediaTypes.JSON, pieces.stream().map(EmbeddedFiles::body).toList());
    }

    private static Body body(Piece piece) {
        FileLike file = piece.file();
        if (file == null) {
            return piece.json();
        }
        String what = file.name() == null ? "A stream in the body" : "The file " + Printable.of(file.name(), 60);
        return Body.base64(file.content().body(what, null));
    }
}
