package dev.secretzero.engine.manifest;

import static dev.secretzero.engine.manifest.JsonSchema.flag;
import static dev.secretzero.engine.manifest.JsonSchema.integer;
import static dev.secretzero.engine.manifest.JsonSchema.map;
import static dev.secretzero.engine.manifest.JsonSchema.maybe;
import static dev.secretzero.engine.manifest.JsonSchema.object;
import static dev.secretzero.engine.manifest.JsonSchema.one;
import static dev.secretzero.engine.manifest.JsonSchema.otherwise;
import static dev.secretzero.engine.manifest.JsonSchema.texts;
import static dev.secretzero.engine.manifest.JsonSchema.value;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The part of the schema that describes the block `config`.
final class ConfigSchema {

    private ConfigSchema() {}

    static void define(Map<String, @Nullable Object> all) {
        all.put("Config", object(map(
                "version", maybe("The version of these settings."),
                "llm", one("Llm", "Language models."),
                "discovery", one("Discovery", "How a project is searched for secrets."),
                "output", one("Output", "How results are written."),
                "mcp", one("Mcp", "The server that agents talk to."))));
        all.put("Llm", object(map(
                "default_provider", otherwise(value("The provider that is asked: a key of `providers`.", "string"), "ollama"),
                "providers", one("LlmProviders", "The providers."))));
        all.put("LlmProviders", object(map(
                "ollama", one("OllamaModel", "A model on this machine."),
                "openai", one("RemoteModel", "OpenAI."),
                "anthropic", one("RemoteModel", "Anthropic."),
                "azure_openai", one("RemoteModel", "OpenAI on Azure."))));
        all.put("OllamaModel", object(model(map(
                "base_url", otherwise(value("Where it listens.", "string"), "http://localhost:11434"),
                "reasoning_model", maybe("Another model for harder questions.")))));
        all.put("RemoteModel", object(model(map(
                "api_key", maybe("The key to log in with. Name a variable here, not the key itself: `${OPENAI_API_KEY}`."),
                "organization", maybe("The organization that pays."),
                "endpoint", maybe("The address of the service."),
                "deployment", maybe("The name of the deployment."),
                "api_version", value("The version of the interface.", "string")))));
        all.put("Discovery", discovery());
        all.put("Output", object(map(
                "format", otherwise(value("The format of results.", "string"), "text"),
                "verbosity", otherwise(integer("How much is said, from 0 to 3."), 1),
                "color", otherwise(flag("Whether colours are used."), true))));
        all.put("Mcp", mcp());
    }

    private static Map<String, @Nullable Object> model(Map<String, @Nullable Object> own) {
        own.put("model", value("The model.", "string"));
        own.put("timeout", otherwise(value("How many seconds an answer may take; more than 0.", "number", "string"), 120));
        own.put("temperature", otherwise(value("How freely it answers, from 0 to 1.", "number", "string"), 0.7));
        own.put("max_tokens", otherwise(integer("How long an answer may be; at least 1."), 4096));
        return own;
    }

    private static Map<String, @Nullable Object> discovery() {
        return object(map(
                "allow_script_execution", otherwise(flag("Whether scripts may be run."), false),
                "confidence_threshold", otherwise(value("How sure a finding must be, from 0 to 1.", "number", "string"), 0.6),
                "max_files", otherwise(integer("How many files are read; at least 1."), 1000),
                "include_patterns", texts("Wildcards of files to read."),
                "exclude_patterns", texts("Wildcards of files to leave out."),
                "script_url", maybe("Where the script comes from.")));
    }

    private static Map<String, @Nullable Object> mcp() {
        return object(map(
                "workspace", maybe("The directory that it works in."),
                "client_format", otherwise(value("The client that it is set up for.", "string"), "generic"),
                "server_name", otherwise(value("The name that it has in the client.", "string"), "secretzero"),
                "sz_agent_mode", otherwise(flag("Whether `SZ_AGENT_MODE` is set for it, which hides values and settings."), true),
                "command", maybe("The program that starts it."),
                "serve_args", texts("The arguments of that program."),
                "discover_local_only", otherwise(flag("Whether only local models may look at files."), true),
                "discover_provider", otherwise(value("The model provider that looks for secrets.", "string"), "ollama")));
    }
}
