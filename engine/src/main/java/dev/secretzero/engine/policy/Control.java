package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Standard;

/// One demand of a standard.
///
/// @param number as the standard numbers it: `CC6.1`
/// @param demand what it demands, in our words
public record Control(Standard standard, String number, String demand) {

    /// As it is cited: `SOC 2 CC6.1`.
    public String citation() {
        return standard.title() + " " + number;
    }
}
