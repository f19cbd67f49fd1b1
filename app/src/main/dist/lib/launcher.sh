# What both launchers share. It is read by them and never run by itself.
# Needs: dist, the directory that holds bin and lib.

# Prints the version of the Java in a directory, from its release file: no Java is started to ask.
release_of() {
    [ -r "$1/release" ] && [ -x "$1/bin/java" ] || return 1
    major=0 build='' maker=''
    while IFS='=' read -r key value; do
        value=${value#\"} value=${value%\"}
        case $key in
            JAVA_RUNTIME_VERSION) build=$value ;;
            IMPLEMENTOR_VERSION) maker=$value ;;
            # The keys are sorted, and a shell reads what follows byte by byte.
            JAVA_VERSION) major=${value%%[!0-9]*} && break ;;
        esac
    done < "$1/release"
    [ "${major:-0}" -ge 25 ] || return 1
    java_home=$1 java_build="${maker:-java}-${build:-$major}"
}

java_on_path() {
    found=$(command -v java) || return 1
    found=$(readlink -f "$found" 2>/dev/null) || return 1
    release_of "${found%/bin/java}"
}

java_of_macos() {
    [ -x /usr/libexec/java_home ] || return 1
    found=$(/usr/libexec/java_home -v 25+ 2>/dev/null) || return 1
    release_of "$found"
}

java_installed() {
    for candidate in \
        /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec \
        "${SDKMAN_DIR:-${HOME:-/}/.sdkman}"/candidates/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        release_of "$candidate" && return 0
    done
    return 1
}

find_java() {
    { [ -n "${JAVA_HOME:-}" ] && release_of "$JAVA_HOME"; } || java_on_path || java_installed || java_of_macos || {
        echo "$1: no Java 25 or newer was found; install one, or set JAVA_HOME to where it is" >&2
        exit 5
    }
}

# A cache that is older than the program was made for another one.
usable() {
    [ -f "$1" ] && [ ! "$dist/lib/secretzero.jar" -nt "$1" ]
}

cache_name() {
    printf '%s' "$1-$java_build.aot" | tr -c 'A-Za-z0-9._+-' '_'
}

# Sets cache to the file of compiled and linked classes for this program and this Java, or to nothing. Where there is none,
# one is made for the next time, while this run goes on without.
find_cache() {
    cache=''
    [ "${SECRETZERO_AOT:-on}" != off ] || return 0
    file=$(cache_name "$1" 2> /dev/null)
    [ -n "$file" ] || return 0
    usable "$dist/lib/$file" && { cache=$dist/lib/$file; return 0; }
    [ -n "${XDG_CACHE_HOME:-${HOME:-}}" ] || return 0
    key=$(printf '%s' "$dist" | cksum) && key=${key%% *}
    own="${XDG_CACHE_HOME:-$HOME/.cache}/secretzero/$key"
    usable "$own/$file" && { cache=$own/$file; return 0; }
    (JAVA_HOME=$java_home sh "$dist/lib/train.sh" "$1" "$own" </dev/null >/dev/null 2>&1 &)
    return 0
}

# Values are in the memory of the program: no heap dump, no core, nobody attaches.
guarded='-XX:-HeapDumpOnOutOfMemoryError -XX:-CreateCoredumpOnCrash -XX:ErrorFile=/dev/null -XX:+DisableAttachMechanism'

# The same for every run and for the training, or the cache does not fit. The first requests and every command end before
# compiling what was hot in training pays. Looking for Groovy would open every jar. The library of protocol buffers reaches into
# memory, of which Java would warn. Java's HTTP client would send a request again by itself: only the engine knows which may be.
flags_of() {
    common="-XX:+UseSerialGC -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining -Xlog:disable -Xlog:all=off --sun-misc-unsafe-memory-access=allow -Djdk.httpclient.redirects.retrylimit=1 $guarded"
    case $1 in
        secretzero) flags="$common -XX:TieredStopAtLevel=1 -Xss2m -Dpicocli.disable.closures=true" main=dev.secretzero.cli.Main ;;
        secretzero-api) flags="$common -XX:+ExitOnOutOfMemoryError" main=dev.secretzero.server.ApiMain ;;
    esac
}

# File names in any script need a locale that knows them.
speak_utf8() {
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
        *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) ;;
        *) [ -n "${LC_ALL:-}" ] || { LC_CTYPE=C.UTF-8 && export LC_CTYPE; } ;;
    esac
}

# Sets plugins to the option that names the directory with the bundles of others, or to nothing where it has none.
find_plugins() {
    plugins=${SECRETZERO_PLUGINS:-$dist/plugins}
    for jar in "$plugins"/*.jar; do
        [ -f "$jar" ] && { plugins=-Dsecretzero.plugins=$plugins; return 0; }
    done
    plugins=''
}

launch() {
    name=$1
    shift
    find_java "$name"
    find_cache "$name"
    flags_of "$name"
    find_plugins
    speak_utf8
    ulimit -c 0 2>/dev/null || :
    # Flags are words on purpose.
    # shellcheck disable=SC2086
    exec "$java_home/bin/java" ${cache:+"-XX:AOTCache=$cache"} $flags ${plugins:+"$plugins"} ${SECRETZERO_JAVA_OPTS:-} \
        -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -cp "$dist/lib/secretzero.jar" "$main" "$@"
}
