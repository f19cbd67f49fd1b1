package dev.secretzero.server;

import dev.secretzero.engine.manifest.Catalog.Kind;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.SecretfileSchema;
import dev.secretzero.server.Endpoint.Handled;
import dev.secretzero.server.Endpoint.Page;
import dev.secretzero.server.Endpoint.Scope;
import dev.secretzero.server.Endpoint.Verb;
import dev.secretzero.spi.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is answered to everybody.
final class OpenEndpoints {

    private static final String TAG = "service";

    /// The tag of endpoints that the OpenAPI document leaves out.
    static final String HIDDEN = "";

    private final Desk desk;
    private final Json json;
    private final Supplier<List<Endpoint<?>>> all;

    private OpenEndpoints(Desk desk, Json json, Supplier<List<Endpoint<?>>> all) {
        this.desk = desk;
        this.json = json;
        this.all = all;
    }

    /// @param all every endpoint, for the OpenAPI document
    static List<Endpoint<?>> of(Desk desk, Json json, Supplier<List<Endpoint<?>>> all) {
        var open = new OpenEndpoints(desk, json, all);
        return List.of(
                plain("/", "root", "What this is.", Wire.Welcome.class, () -> open.welcome()),
                plain("/health", "health", "Whether the server is alive.", Wire.Health.class, () -> open.health()),
                endpoint(
                        "/version",
                        TAG,
                        "version",
                        "Which version this is.",
                        Wire.AskVersion.class,
                        Wire.AskVersion::read,
                        Wire.VersionDetailed.class,
                        (ask, _) -> Handled.of(open.version(ask))),
                plain("/schema", "schema", "The JSON Schema of a Secretfile.", Page.class, () -> open.schema()),
                plain(
                        "/secret-types",
                        "secretTypes",
                        "The kinds that a Secretfile may name.",
                        Wire.SecretTypes.class,
                        () -> open.types()),
                hidden("/openapi.json", "openapi", "This document.", open::openApi),
                hidden("/docs", "docs", "Swagger UI.", Docs::swagger),
                hidden("/redoc", "redoc", "ReDoc.", Docs::redoc),
                endpoint(
                        "/docs/assets/{file}",
                        HIDDEN,
                        "docsAsset",
                        "A file of the documentation pages.",
                        Asset.class,
                        fields -> new Asset(fields.path("file")),
                        Page.class,
                        (asset, _) -> Handled.of(Docs.asset(asset.file()))));
    }

    record Asset(String file) {}

    private static Endpoint<?> plain(String path, String id, String summary, Class<?> response, Supplier<Object> body) {
        return endpoint(
                path, TAG, id, summary, Wire.Nothing.class, Wire.Nothing::read, response, (_, _) -> Handled.of(body.get()));
    }

    private static Endpoint<?> hidden(String path, String id, String summary, Supplier<Answer> page) {
        return endpoint(
                path,
                HIDDEN,
                id,
                summary,
                Wire.Nothing.class,
                Wire.Nothing::read,
                Page.class,
                (_, _) -> Handled.of(page.get()));
    }

    private static <Q> Endpoint<Q> endpoint(
            String path,
            String tag,
            String id,
            String summary,
            Class<Q> request,
            Function<Fields, Q> reader,
            Class<?> response,
            Endpoint.Handler<Q> handler) {
        return new Endpoint<>(
                Verb.GET, path, Scope.OPEN, tag, id, summary, request, reader, response, Optional.empty(), handler);
    }

    private Object welcome() {
        return new Wire.Welcome("SecretZero API", Release.VERSION, "/docs");
    }

    private Object health() {
        return new Wire.Health("healthy", Release.VERSION, desk.clock().instant().toString());
    }

    private Object version(Wire.AskVersion ask) {
        return ask.detailed()
                ? new Wire.VersionDetailed(
                        Release.NAME,
                        Release.VERSION,
                        Release.WEBSITE,
                        "api",
                        Integer.toString(Runtime.version().feature()),
                        desk.platform(),
                        Manifest.SPEC_VERSION)
                : new Wire.VersionPlain(Release.NAME, Release.VERSION, Release.WEBSITE, "api");
    }

    private Object schema() {
        Map<String, @Nullable Object> schema =
                SecretfileSchema.of(desk.engine().catalog());
        return Answer.of(200, Answer.JSON, json.write(schema));
    }

    private Answer openApi() {
        return Answer.of(200, Answer.JSON, json.write(OpenApi.of(all.get())));
    }

    private Object types() {
        var catalog = desk.engine().catalog();
        return new Wire.SecretTypes(
                rows(catalog.generators()), rows(catalog.targets()), rows(catalog.providers()));
    }

    private static List<Wire.TypeRow> rows(List<Kind> kinds) {
        return kinds.stream()
                .map(kind -> new Wire.TypeRow(
                        kind.kind(),
                        kind.summary(),
                        kind.bundle(),
                        kind.settings().stream().map(OpenEndpoints::row).toList()))
                .toList();
    }

    private static Wire.SettingRow row(Setting setting) {
        return new Wire.SettingRow(
                setting.key(),
                setting.type().name().toLowerCase(Locale.ROOT),
                setting.required(),
                setting.variable().orElse(null),
                setting.fallback().orElse(null),
                setting.choices(),
                setting.summary());
    }
}
