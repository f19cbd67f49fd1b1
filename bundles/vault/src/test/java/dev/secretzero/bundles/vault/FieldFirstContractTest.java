package dev.secretzero.bundles.vault;

final class FieldFirstContractTest extends FieldSecondContractTest {

    @Override
    String mount() {
        return "old";
    }

    @Override
    String version() {
        return "1";
    }
}
