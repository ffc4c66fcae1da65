#!/bin/sh
# A throw-away PostgreSQL for the tests.
#
#   . tests/postgres.sh
#   COUPLET_TEST_POSTGRES=$(postgres_start DIR) && export COUPLET_TEST_POSTGRES
#   …
#   postgres_stop DIR
#
# or from the command line: tests/postgres.sh start DIR, tests/postgres.sh stop DIR.
# DIR is made, and removed again by postgres_stop. Standard output is the connection string and nothing else.

# The directory with initdb and pg_ctl, the newest version first; installs Debian's package where there is none.
postgres_bin() {
    for attempt in installed install; do
        if [ "$attempt" = install ]; then
            command -v apt-get >/dev/null || return 1
            { apt-get install -y -q postgresql || { apt-get update -q && apt-get install -y -q postgresql; }; } >&2 || return 1
        fi
        found=$(find /usr/lib/postgresql -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
        [ -n "$found" ] && dirname "$found" && return 0
    done
    echo "postgres.sh: no PostgreSQL under /usr/lib/postgresql, and it could not be installed" >&2
    return 1
}

# PostgreSQL refuses to run as root.
postgres_as() {
    if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi
}

# A port of the loopback nobody listens on: bash is not at hand everywhere, so the kernel's own table is read.
postgres_port() {
    port=$((20000 + $$ % 20000))
    while grep -qi ":$(printf '%04X' "$port") " /proc/net/tcp /proc/net/tcp6 2>/dev/null; do port=$((port + 1)); done
    echo "$port"
}

postgres_start() {
    bin=$(postgres_bin) || return 1
    mkdir -p "$1" && dir=$(cd "$1" && pwd) && port=$(postgres_port) || return 1
    [ "$(id -u)" = 0 ] && chown postgres: "$dir"
    # Nothing may end up on standard output, and no descendant may keep it open.
    (
        cd "$dir" || exit 1
        postgres_as "$bin/initdb" -D "$dir/data" -U couplet -A trust -E UTF8 --locale=C.UTF-8 --no-sync &&
            printf '%s\n' "listen_addresses = '127.0.0.1'" "port = $port" "unix_socket_directories = '$dir'" "fsync = on" >>"$dir/data/postgresql.conf" &&
            postgres_as "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 start &&
            postgres_as "$bin/createdb" -h 127.0.0.1 -p "$port" -U couplet couplet
    ) >"$dir/start.out" 2>&1 </dev/null || {
        cat "$dir/start.out" >&2
        postgres_stop "$dir"
        return 1
    }
    echo "Host=127.0.0.1;Port=$port;Username=couplet;Database=couplet"
}

postgres_stop() {
    bin=$(postgres_bin) || return 1
    if [ -f "$1/data/postmaster.pid" ]; then
        (cd "$1" && postgres_as "$bin/pg_ctl" -D "$1/data" -m immediate -w -t 60 stop) >/dev/null 2>&1
    fi
    rm -rf "$1"
}

case "${0##*/}:${1:-}" in
    postgres.sh:start) postgres_start "$2" ;;
    postgres.sh:stop) postgres_stop "$2" ;;
esac
