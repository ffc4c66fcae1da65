#!/usr/bin/env bash
# What a quiet room feels of a noisy neighbour: two senders, ten messages a second each, to twenty occupants; how late are they?
# The neighbour costs the machine something wherever it is: so it is once on the same server, and once on another one beside it.
#   fairness.sh [SECONDS]   (10 for each row)
. "$(dirname "$0")/server.sh"
seconds=${1:-10}
around=$((seconds + 6))
quiet=(rooms --occupants 20 --senders 2 --seconds "$seconds" --warmup 3 --host 127.0.0.1 --plaintext --prefix quiet)
flood=(rooms --occupants 100 --senders 10 --window 32 --seconds "$around" --warmup 0 --host 127.0.0.1 --plaintext --prefix flood)
hanging=(rooms --occupants 100 --senders 5 --rate 100 --slow 20 --seconds "$around" --warmup 0 --host 127.0.0.1 --plaintext --prefix slow)

row() { # NAME PORT NEIGHBOUR...: measures at PORT, with the neighbour's load if there is one
    local name=$1 at=$2 json neighbour=
    shift 2
    if [ $# -gt 0 ]; then
        "$couplet" load "$@" --json >"$scratch/neighbour" 2>&1 &
        neighbour=$!
        sleep 3
    fi
    json=$("$couplet" load "${quiet[@]}" --rate 10 --port "$at" --json)
    [ -n "$neighbour" ] && wait "$neighbour"
    printf '%-42s p50 %8s  p90 %8s  p99 %8s  max %8s ms  lost %s\n' "$name" "$(latency p50 "$json")" "$(latency p90 "$json")" "$(latency p99 "$json")" "$(latency max "$json")" "$(field lost "$json")"
    [ -z "$neighbour" ] || printf '%-42s %s deliveries/s\n' '  (the neighbour)' "$(field deliveredPerSecond "$(cat "$scratch/neighbour")")"
}
serve; here=$port
serve; beside=$port
"$couplet" load "${quiet[@]}" --port "$here" --rate 100 >"$scratch/warm" || cat "$scratch/warm"
"$couplet" load "${quiet[@]}" --port "$beside" --rate 100 >"$scratch/warm" || cat "$scratch/warm"
row 'alone' "$here"
row 'a flooded room on another server' "$here" "${flood[@]}" --port "$beside"
row 'a flooded room on the same server' "$here" "${flood[@]}" --port "$here"
row 'twenty who do not read, on another server' "$here" "${hanging[@]}" --port "$beside"
row 'twenty who do not read, on the same server' "$here" "${hanging[@]}" --port "$here"
