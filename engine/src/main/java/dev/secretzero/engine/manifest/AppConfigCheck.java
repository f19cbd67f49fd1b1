package dev.secretzero.engine.manifest;

import java.util.List;

/// Checks the block `config`: settings of the program itself, which the document may overlay.
final class AppConfigCheck {

    private static final double MOST = Integer.MAX_VALUE;

    private AppConfigCheck() {}

    static void check(Section config) {
        config.maybe("version");
        config.inside("llm", llm -> {
            llm.text("default_provider");
            llm.inside("providers", AppConfigCheck::models);
        });
        config.inside("discovery", AppConfigCheck::discovery);
        config.inside("output", output -> {
            output.text("format");
            output.integer("verbosity", 1, 0, 3);
            output.flag("color", true);
        });
        config.inside("mcp", AppConfigCheck::mcp);
        config.done();
    }

    private static void models(Section providers) {
        providers.inside("ollama", ollama -> {
            ollama.text("base_url");
            ollama.maybe("reasoning_model");
            model(ollama);
        });
        for (var name : List.of("openai", "anthropic", "azure_openai")) {
            providers.inside(name, provider -> {
                List.of("api_key", "organization", "endpoint", "deployment").forEach(provider::maybe);
                provider.text("api_version");
                model(provider);
            });
        }
    }

    private static void model(Section provider) {
        provider.text("model");
        provider.number("timeout", 0.001, MOST);
        provider.number("temperature", 0, 1);
        provider.integer("max_tokens", 4096, 1, Integer.MAX_VALUE);
    }

    private static void discovery(Section discovery) {
        discovery.flag("allow_script_execution", false);
        discovery.number("confidence_threshold", 0, 1);
        discovery.integer("max_files", 1000, 1, Integer.MAX_VALUE);
        discovery.texts("include_patterns");
        discovery.texts("exclude_patterns");
        discovery.maybe("script_url");
    }

    private static void mcp(Section mcp) {
        List.of("workspace", "command").forEach(mcp::maybe);
        List.of("client_format", "server_name", "discover_provider").forEach(mcp::text);
        mcp.flag("sz_agent_mode", true);
        mcp.flag("discover_local_only", true);
        mcp.texts("serve_args");
    }
}
