#!/bin/sh
# Makes the ahead-of-time cache of one program: runs it once over a small Secretfile and keeps what it loaded.
# Arguments: the program, and the directory to put the file in: lib, beside this file, when the program is packaged.
# Says nothing; without the cache, starts are only slower.
set -u
name=$1
dist=$(CDPATH='' cd -- "${0%/*}/.." && pwd -P) || exit 0
. "$dist/lib/launcher.sh"
find_java "$name"
flags_of "$name"
case $2 in /*) into=$2 ;; *) into=$PWD/$2 ;; esac
file=$into/$(cache_name "$name")
ulimit -c 0 2>/dev/null || :

mkdir -p "${file%/*}" 2>/dev/null || exit 0
# A directory can be made by one process only. One that is an hour old was left by a training that died.
find "$file.lock" -prune -mmin +60 -exec rmdir {} + 2>/dev/null
mkdir "$file.lock" 2>/dev/null || exit 0
work=$(mktemp -d 2>/dev/null) || { rmdir "$file.lock"; exit 0; }
program=''
finish() {
    [ -z "$program" ] || kill "$program" 2>/dev/null
    rm -rf "$work" "$file.$$"
    rmdir "$file.lock"
}
trap finish EXIT
trap 'exit 0' HUP INT TERM

cat > "$work/Secretfile.yml" <<'MANIFEST'
version: "1.0"
variables: {path: .env}
providers:
  local: {kind: local}
secrets:
  - name: password
    kind: random_password
    config: {length: 32}
    rotation_period: 90d
    targets:
      - {provider: local, kind: file, config: {path: "{{ var.path }}", format: dotenv}}
MANIFEST
cd "$work" || exit 0

# What the caller has set must not reach the training run, nor must the training reach the caller's files.
run() {
    # shellcheck disable=SC2086
    exec env -i PATH="$PATH" HOME="$work" LC_CTYPE=C.UTF-8 SECRETZERO_HOST=127.0.0.1 SECRETZERO_PORT=0 \
        "$java_home/bin/java" "-XX:AOTCacheOutput=$file.$$" $flags \
        -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -cp "$dist/lib/secretzero.jar" "$@"
}

ask() {
    # shellcheck disable=SC3025
    command -v curl >/dev/null || return 0
    for path in /health /secrets /openapi.json; do
        curl -s -m 5 -o /dev/null "http://127.0.0.1:$1$path"
    done
    curl -s -m 5 -o /dev/null -X POST -H 'Content-Type: application/json' -d '{"dry_run": true}' "http://127.0.0.1:$1/sync"
}

case $name in
    secretzero) (run dev.secretzero.cli.Rehearsal validate ';' plan ';' sync ';' status ';') ;;
    secretzero-api)
        (run "$main") > "$work/out" 2>&1 &
        program=$!
        tries=0
        while [ "$tries" -lt 150 ] && kill -0 "$program" 2>/dev/null && ! grep -q 'http://' "$work/out"; do
            sleep 0.2
            tries=$((tries + 1))
        done
        port=$(sed -n 's/.*http:[^ ]*:\([0-9][0-9]*\).*/\1/p' "$work/out" | head -n 1)
        [ -n "$port" ] && ask "$port"
        kill -TERM "$program" 2>/dev/null
        wait "$program"
        program=''
        ;;
esac
[ -s "$file.$$" ] && mv -f "$file.$$" "$file"
exit 0
