package dev.secretzero.bundles.aws;

import dev.secretzero.testkit.Sample;
import dev.secretzero.testkit.TargetContract;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// The contract of a target over one server for all its tests, empty before each.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MotoContract extends TargetContract {

    private Optional<FakeAws> started = Optional.empty();
    private Optional<AwsProvider> provider = Optional.empty();

    @BeforeAll
    void start() {
        started = Optional.of(FakeAws.start());
        provider = started.map(Fixture::provider);
    }

    @AfterEach
    void reset() {
        aws().reset();
    }

    @AfterAll
    void stop() {
        provider.ifPresent(AwsProvider::close);
        started.ifPresent(FakeAws::close);
    }

    FakeAws aws() {
        return started.orElseThrow();
    }

    AwsProvider provider() {
        return provider.orElseThrow();
    }

    @Override
    protected boolean holds(String text) {
        return !text.equals(Sample.EMPTY.text());
    }
}
