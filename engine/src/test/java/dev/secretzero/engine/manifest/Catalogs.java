package dev.secretzero.engine.manifest;

import dev.secretzero.spi.Setting;
import java.util.List;

/// A small catalog for tests: this machine, and one remote system.
final class Catalogs {

    private Catalogs() {}

    static Catalog small() {
        return new Catalog(
                List.of(
                        new Catalog.Kind("local", "local", "This machine.", List.of()),
                        new Catalog.Kind("vault", "vault", "Vault.", List.of(
                                Setting.of("url", Setting.Type.URI, "Where it is.").from("VAULT_ADDR").needed(),
                                Setting.of("token", Setting.Type.SECRET, "The token."),
                                Setting.of("mount", Setting.Type.TEXT, "The mount.").needed()))),
                List.of(
                        new Catalog.Kind("file", "local", "A file.", List.of(
                                Setting.of("path", Setting.Type.PATH, "The file.").otherwise(".env"),
                                Setting.of("format", Setting.Type.TEXT, "The format.").oneOf("dotenv", "json", "yaml", "toml"),
                                Setting.of("merge", Setting.Type.FLAG, "Whether to merge.").otherwise("true"),
                                Setting.of("key", Setting.Type.TEXT, "The key."))),
                        new Catalog.Kind("template", "local", "A template.", List.of(
                                Setting.of("template_path", Setting.Type.PATH, "The template.").needed(),
                                Setting.of("output_path", Setting.Type.PATH, "The output.").needed())),
                        new Catalog.Kind("vault_kv", "vault", "A path.", List.of(
                                Setting.of("path", Setting.Type.TEXT, "The path.").needed(),
                                Setting.of("tags", Setting.Type.MAP, "Tags."),
                                Setting.of("owners", Setting.Type.LIST, "Owners."),
                                Setting.of("ttl", Setting.Type.DURATION, "How long.")))),
                List.of(
                        new Catalog.Kind("random_password", "local", "A password.", List.of(
                                Setting.of("length", Setting.Type.INTEGER, "How long.").otherwise("32"),
                                Setting.of("symbols", Setting.Type.FLAG, "Whether to use symbols."))),
                        new Catalog.Kind("static", "local", "A value.", List.of(Setting.of("default", Setting.Type.ANY, "The value."))),
                        new Catalog.Kind("derived", "local", "From another.", List.of(
                                Setting.of("from", Setting.Type.REFERENCE, "The other secret.").needed()))),
                List.of(
                        new Catalog.Kind("tcp", "local", "A port.", List.of(
                                Setting.of("host", Setting.Type.TEXT, "The machine.").needed(),
                                Setting.of("port", Setting.Type.INTEGER, "The port.").needed())),
                        new Catalog.Kind("script", "local", "A command.", List.of(
                                Setting.of("command", Setting.Type.TEXT, "The program.").needed()))));
    }
}
