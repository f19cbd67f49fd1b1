package dev.secretzero.bench;

/// Secretfiles of any size.
final class Manifests {

    private Manifests() {}

    /// That many passwords, spread over that many dotenv files.
    static String of(int secrets, int files) {
        var text = new StringBuilder("""
                version: "1.0"
                providers:
                  local:
                    kind: local
                secrets:
                """);
        for (int i = 0; i < secrets; i++) {
            text.append("""
                      - name: secret_%1$05d
                        kind: random_password
                        config: {length: 32}
                        rotation_period: 90d
                        targets:
                          - {provider: local, kind: file, config: {path: out/%2$03d.env, format: dotenv}}
                    """.replace("%1$05d", Integer.toString(100_000 + i)).replace("%2$03d", Integer.toString(i % files)));
        }
        return text.toString();
    }
}
