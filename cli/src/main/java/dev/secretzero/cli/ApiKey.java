package dev.secretzero.cli;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// `api generate-key`: a key for the REST server: 32 random bytes, URL-safe base64 without padding.
final class ApiKey implements Verb {

    private static final int BYTES = 32;

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(
                Options.oneOf("WHAT", "generate-key: 32 random bytes, URL-safe.", true, List.of("generate-key")));
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        var key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new Answer(Exit.OK, () -> Tree.of("api_key", key), page -> {
            page.raw().print(key + "\n");
            page.note("export it as SECRETZERO_API_KEY; it is kept nowhere");
        });
    }
}
