# For curve.sh and fairness.sh: starts and ends servers of this repository on ports of their own.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
couplet=$root/src/Couplet/bin/Release/net10.0/couplet
scratch=$(mktemp -d)
servers=()
trap 'for s in ${servers[@]+"${servers[@]}"}; do kill "$s" 2>/dev/null; done; wait; rm -rf "$scratch"' EXIT
[ -x "$couplet" ] || dotnet build "$root/src/Couplet" -c Release -v q --nologo || exit 2

serve() { # settings...: sets $port and $pid; data is in memory unless --data says otherwise
    : >"$scratch/ready"
    "$couplet" serve --dev --port 0 --Limits:Enabled=false "$@" >"$scratch/ready" 2>"$scratch/server.log" &
    pid=$!
    servers+=("$pid")
    port=
    for _ in $(seq 300); do
        port=$(sed -nE 's/^couplet ready: [^ ]*:([0-9]+) .*/\1/p' "$scratch/ready")
        [ -n "$port" ] && return 0
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    cat "$scratch/server.log" >&2
    exit 2
}
unserve() { # PID
    kill "$1" 2>/dev/null
    wait "$1" 2>/dev/null
}
field() { # NAME JSON: a number of the result
    sed -nE "s/^.*\"$1\":(-?[0-9.]+).*/\1/p" <<<"$2"
}
latency() { # p50|p90|p99|max JSON: of deliveries, in ms
    sed -nE "s/^.*\"latency\":\{[^}]*\"$1\":([0-9.]+).*/\1/p" <<<"$2"
}
