package dev.secretzero.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The two documentation pages, from assets inside the program. They ask no other host for anything, and their
/// content policy would not let them.
final class Docs {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:;"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String SWAGGER = "/META-INF/resources/webjars/swagger-ui/5.27.1/";
    private static final String REDOC = "/META-INF/resources/webjars/redoc/2.1.5/";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    /// The picture that ReDoc would fetch from its maker's host.
    private static final String FOREIGN_PICTURE = "https://cdn.redoc.ly/redoc/logo-mini.svg";

    private static final String SWAGGER_START = """
            window.ui = SwaggerUIBundle({
              url: "/openapi.json",
              dom_id: "#swagger-ui",
              deepLinking: true,
              validatorUrl: null,
              persistAuthorization: false,
              presets: [SwaggerUIBundle.presets.apis],
              layout: "BaseLayout"
            });
            """;

    private static final String REDOC_START = """
            Redoc.init("/openapi.json", { hideDownloadButton: true }, document.getElementById("redoc"));
            """;

    private static final Map<String, String> BUNDLED = Map.of(
            "swagger-ui.css", SWAGGER,
            "swagger-ui-bundle.js", SWAGGER,
            "favicon-32x32.png", SWAGGER,
            "redoc.standalone.js", REDOC);

    private Docs() {}

    static Answer swagger() {
        return page("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>SecretZero API - Swagger UI</title>
                <link rel="stylesheet" href="/docs/assets/swagger-ui.css">
                <link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png">
                </head>
                <body>
                <div id="swagger-ui"></div>
                <script src="/docs/assets/swagger-ui-bundle.js"></script>
                <script src="/docs/assets/swagger-start.js"></script>
                </body>
                </html>
                """);
    }

    static Answer redoc() {
        return page("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>SecretZero API - ReDoc</title>
                <link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png">
                </head>
                <body>
                <div id="redoc"></div>
                <script src="/docs/assets/redoc.standalone.js"></script>
                <script src="/docs/assets/redoc-start.js"></script>
                </body>
                </html>
                """);
    }

    private static Answer page(String html) {
        return Answer.text(200, "text/html", html).with("Content-Security-Policy", POLICY);
    }

    /// A file of the pages.
    static Answer asset(String name) {
        return switch (name) {
            case "swagger-start.js" -> kept(JAVASCRIPT, SWAGGER_START.getBytes(StandardCharsets.UTF_8));
            case "redoc-start.js" -> kept(JAVASCRIPT, REDOC_START.getBytes(StandardCharsets.UTF_8));
            case "redoc.standalone.js" -> kept(JAVASCRIPT, withoutPicture(bundled(name)));
            case "swagger-ui.css" -> kept("text/css; charset=utf-8", bundled(name));
            case "swagger-ui-bundle.js" -> kept(JAVASCRIPT, bundled(name));
            case "favicon-32x32.png" -> kept("image/png", bundled(name));
            default -> throw Refusal.of(HttpStatus.NOT_FOUND, "The documentation has no such file.").thrown();
        };
    }

    private static Answer kept(String type, byte[] body) {
        return Answer.of(200, type, body).with("Cache-Control", "public, max-age=3600");
    }

    private static byte[] withoutPicture(byte[] script) {
        return new String(script, StandardCharsets.UTF_8)
                .replace(FOREIGN_PICTURE, "data:,")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bundled(String name) {
        try (var in = Docs.class.getResourceAsStream(BUNDLED.get(name) + name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
