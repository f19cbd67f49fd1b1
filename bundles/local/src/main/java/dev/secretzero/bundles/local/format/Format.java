package dev.secretzero.bundles.local.format;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// A format that a file of secrets can have.
public enum Format {
    DOTENV,
    JSON,
    YAML,
    TOML,
    TFVARS,
    PROPERTIES,
    /// The whole file is one value.
    RAW;

    /// The format with this name, whatever its case.
    public static Optional<Format> named(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "dotenv" -> Optional.of(DOTENV);
            case "json" -> Optional.of(JSON);
            case "yaml", "yml" -> Optional.of(YAML);
            case "toml" -> Optional.of(TOML);
            case "tfvars" -> Optional.of(TFVARS);
            case "properties" -> Optional.of(PROPERTIES);
            case "raw", "text" -> Optional.of(RAW);
            default -> Optional.empty();
        };
    }

    /// The format of a file to write, when none is named: of Terraform variable files the one that Terraform
    /// reads, for every other file an env file. A suffix such as `.json` alone decides nothing.
    public static Format ofTarget(Path path) {
        String name = fileName(path);
        if (name.endsWith(".tfvars.json")) {
            return JSON;
        }
        return name.endsWith(".tfvars") ? TFVARS : DOTENV;
    }

    /// The format of a file to read, when none is named.
    public static Format ofSource(Path path) {
        String name = fileName(path);
        if (name.endsWith(".tfvars")) {
            return TFVARS;
        }
        if (name.startsWith(".env") || name.endsWith(".env")) {
            return DOTENV;
        }
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "json" -> JSON;
            case "yml", "yaml" -> YAML;
            case "toml" -> TOML;
            case "properties" -> PROPERTIES;
            default -> RAW;
        };
    }

    private static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    }

    /// The name, as it is written in a manifest.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
