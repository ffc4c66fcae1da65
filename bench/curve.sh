#!/usr/bin/env bash
# Measures the server's CPU per 1,000 deliveries over the number of connections, and draws it.
#   curve.sh [options] RESULTS.csv [PICTURE.svg]
#     --to N        largest number of connections (2000)
#     --seconds S   measured each time (5), after --warmup S (5)
#     --rounds N    each size so often; the picture shows medians (1)
#     --peer NAME:PORT:PID   measure a running server with accounts u0, u1, … (password: password) as well
#     --append      add to RESULTS.csv
# Sizes are 100, 200, 500, 1000, … Chat: pairs, one message under way in each. Rooms: twenty occupants each, two of them speak, one message under way of each.
. "$(dirname "$0")/server.sh"
to=2000 seconds=5 warmup=5 rounds=1 peers=() append= files=()
while [ $# -gt 0 ]; do
    case $1 in
    --to) to=$2; shift ;;
    --seconds) seconds=$2; shift ;;
    --warmup) warmup=$2; shift ;;
    --rounds) rounds=$2; shift ;;
    --peer) peers+=("$2"); shift ;;
    --append) append=1 ;;
    -*) sed -n 2,9p "$0" >&2; exit 2 ;;
    *) files+=("$1") ;;
    esac
    shift
done
[ ${#files[@]} -ge 1 ] || { sed -n 2,9p "$0" >&2; exit 2; }
results=${files[0]}
header=server,load,connections,round,deliveries_per_s,cpu_ms_per_1000,p50_ms,p99_ms,max_ms,lost,out_of_order,errors,memory_mb
[ -n "$append" ] && [ -s "$results" ] || echo "$header" >"$results"

measure() { # SERVER LOAD CONNECTIONS ROUND PORT PID
    local json shape
    case $2 in
    chat) shape=(chat --pairs $(($3 / 2))) ;;
    rooms) shape=(rooms --rooms $(($3 / 20)) --occupants 20 --senders 2) ;;
    esac
    json=$("$couplet" load "${shape[@]}" --host 127.0.0.1 --port "$5" --pid "$6" --plaintext --seconds "$seconds" --warmup "$warmup" --json)
    [ -n "$json" ] || return 1
    awk -v OFS=, -v s="$1" -v l="$2" -v n="$3" -v r="$4" -v d="$(field deliveredPerSecond "$json")" -v c="$(field cpuSecondsPerThousand "$json")" \
        -v p50="$(latency p50 "$json")" -v p99="$(latency p99 "$json")" -v max="$(latency max "$json")" \
        -v lost="$(field lost "$json")" -v order="$(field outOfOrder "$json")" -v errors="$(field errors "$json")" -v m="$(field memoryAfter "$json")" \
        'BEGIN { print s, l, n, r, int(d), c * 1000, p50, p99, max, lost, order, errors, int(m / 1048576) }' | tee -a "$results"
}
for round in $(seq "$rounds"); do
    for n in 100 200 500 1000 2000 5000 10000 20000; do
        [ "$n" -le "$to" ] || continue
        for load in chat rooms; do
            serve
            measure couplet "$load" "$n" "$round" "$port" "$pid"
            unserve "$pid"
            for peer in ${peers[@]+"${peers[@]}"}; do
                IFS=: read -r name peer_port peer_pid <<<"$peer"
                measure "$name" "$load" "$n" "$round" "$peer_port" "$peer_pid"
            done
        done
    done
done
if [ ${#files[@]} -ge 2 ]; then
    dotnet run --project "$root/bench/Couplet.Bench" -c Release -- curve "$results" "${files[1]}" && echo "${files[1]}"
fi
