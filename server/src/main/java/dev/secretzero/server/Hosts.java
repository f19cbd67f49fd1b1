package dev.secretzero.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a `Host` header and an address say of where a request comes from.
final class Hosts {

    private static final Pattern HOST = Pattern.compile(
            "(?:\\[(?<six>[0-9A-Fa-f:.]{2,45})]|(?<name>[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,253})))(?::\\d{1,5})?");
    private static final Pattern LOOPBACK_FOUR = Pattern.compile("127(?:\\.\\d{1,3}){3}");

    private static final Pattern FOUR = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

    private Hosts() {}

    /// The host without port and brackets, in small letters; empty when the header is malformed.
    static Optional<String> name(String header) {
        var match = HOST.matcher(header);
        if (!match.matches()) {
            return Optional.empty();
        }
        var six = match.group("six");
        return Optional.of((six == null ? match.group("name") : six).toLowerCase(Locale.ROOT));
    }

    /// Whether the name can only mean this machine. A name that a foreign name server answers for never does,
    /// whatever address it was given.
    static boolean loopback(String name) {
        return name.equals("localhost")
                || name.equals("localhost.")
                || name.endsWith(".localhost")
                || name.equals("::1")
                || name.equals("0:0:0:0:0:0:0:1")
                || LOOPBACK_FOUR.matcher(name).matches();
    }

    /// Whether it is an address and no name.
    static boolean literal(String name) {
        return name.indexOf(':') >= 0 || FOUR.matcher(name).matches();
    }

    /// Whether the address is this machine's own, also where IPv4 is written as IPv6.
    static boolean loopback(InetAddress address) {
        return address.isLoopbackAddress()
                || (address instanceof Inet6Address six && six.isIPv4CompatibleAddress() && six.getAddress()[12] == 127);
    }

    /// An address as it stands in a URL.
    static String inUrl(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
