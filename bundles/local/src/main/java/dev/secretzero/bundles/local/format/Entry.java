package dev.secretzero.bundles.local.format;

/// One key of a text, and where it stands. Offsets count characters.
///
/// @param from where the statement begins: what is cut when the key is removed
/// @param to where the statement ends, line end included
/// @param valueFrom where the value begins: what is replaced when the value changes; negative when the value
///     has no single place and can only be read
/// @param valueTo where the value ends
/// @param roomy whether nothing follows the value on its line, so that a new one may span lines
record Entry(String key, int from, int to, int valueFrom, int valueTo, Tree value, boolean roomy) {

    static Entry of(String key, int from, int to, int valueFrom, int valueTo, Tree value) {
        return new Entry(key, from, to, valueFrom, valueTo, value, false);
    }

    static Entry fixed(String key, Tree value) {
        return new Entry(key, -1, -1, -1, -1, value, false);
    }

    boolean editable() {
        return valueFrom >= 0;
    }
}
