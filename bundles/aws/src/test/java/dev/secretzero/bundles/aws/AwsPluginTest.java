package dev.secretzero.bundles.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Plugin;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class AwsPluginTest {

    /// Knows what a bundle is written against, and nothing of the SDK.
    private static final class WithoutSdk extends ClassLoader {

        WithoutSdk() {
            super(getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("dev.secretzero.spi.")) {
                return AwsPluginTest.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    @Test
    void listsWhatItOffersWithoutTheSdk() throws IOException {
        var here = new URL[] {AwsPlugin.class.getProtectionDomain().getCodeSource().getLocation()};
        try (var loader = new URLClassLoader(here, new WithoutSdk())) {
            var bundle = ServiceLoader.load(Plugin.class, loader).findFirst().orElseThrow().bundles().getFirst();
            assertThat(bundle.getClass().getClassLoader()).isSameAs(Plugin.class.getClassLoader());
            assertThat(bundle.kind()).isEqualTo("aws");
            assertThat(bundle.targets()).extracting("kind").containsExactly("ssm_parameter", "secrets_manager");
            assertThat(bundle.generators()).extracting("kind").containsExactly("iam_access_key");
        }
    }
}
