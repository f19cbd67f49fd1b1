package dev.secretzero.bundles.vault;

final class WholeFirstContractTest extends WholeSecondContractTest {

    @Override
    String mount() {
        return "old";
    }

    @Override
    String version() {
        return "1";
    }
}
