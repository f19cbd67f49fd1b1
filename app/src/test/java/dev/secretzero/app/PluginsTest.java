package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Plugins;
import dev.secretzero.spi.Plugin;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class PluginsTest {

    private final ClassLoader loader = getClass().getClassLoader();

    @Test
    void theIndexOfTheDistributionNamesEveryBundleThatIsBuilt() {
        assertThat(loader.getResource(Plugins.INDEX)).isNotNull();
        assertThat(Plugins.installed(loader))
                .extracting(Plugin::getClass)
                .containsExactlyInAnyOrderElementsOf(
                        ServiceLoader.load(Plugin.class, loader).stream().map(ServiceLoader.Provider::type).<Class<? extends Plugin>>map(c -> c).toList());
    }
}
