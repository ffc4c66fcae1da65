# Scenarios that need a server of their own: tests/ScenariosWith/NAME/*.scs, played one after the other.
#   settings   settings of that server, one "Section:Key=value" a line; "# …" is a comment
#   killed     if it is there, the server is killed (SIGKILL) after each scenario and started again in the same data folder
# The server keeps its data in a scratch folder. If a scenario makes it stop, as an administrator's command does, it is started again;
# 'play --wait' bridges the gap.
# Needs: couplet, scratch, and the functions say, tally, count.

own_start() { # PORT: starts the server on the port, 0 for any; sets $own_server and $own_port
    : >"$scratch/own.ready"
    "$couplet" serve --dev --port "$1" --data "$scratch/own" "${own_settings[@]}" >"$scratch/own.ready" 2>>"$scratch/own.log" &
    own_server=$!
    local _
    for _ in $(seq 300); do
        own_port=$(sed -nE 's/^couplet ready: [^ ]*:([0-9]+) .*/\1/p' "$scratch/own.ready")
        [ -n "$own_port" ] && return 0
        kill -0 "$own_server" 2>/dev/null || break
        sleep 0.1
    done
    own_server=
    return 1
}
own_kill() { # SIGNAL: ends the server; answers its exit code
    [ -n "$own_server" ] || return 0
    kill "-$1" "$own_server" 2>/dev/null
    wait "$own_server" 2>/dev/null
    local code=$?
    own_server=
    return $code
}
# Plays scenarios, and starts the server again whenever it has stopped politely.
own_play() { # PATH...
    "$couplet" play --port "$own_port" --wait 15 "$@" >"$scratch/own.play" 2>&1 &
    local player=$! code
    while kill -0 $player 2>/dev/null; do
        if [ -n "$own_server" ] && ! kill -0 "$own_server" 2>/dev/null; then
            wait "$own_server"
            code=$?
            if [ $code -ne 0 ] || ! own_start "$own_port"; then
                cat "$scratch/own.log"
                echo "The server ended with $code and is not there any more."
                count own 0 1
                own_server=
            fi
        fi
        sleep 0.05
    done
    wait $player
    code=$?
    grep -vE '^(ok |[0-9]+ passed, 0 failed|$)' "$scratch/own.play" | tail -n 80
    tally own "$scratch/own.play" $code
    return $code
}
own_scenarios() { # FOLDER
    rm -rf "$scratch/own" "$scratch/own.log"
    own_settings=()
    local line script
    if [ -f "$1/settings" ]; then
        while IFS= read -r line || [ -n "$line" ]; do
            case $line in '' | '#'*) ;; *) own_settings+=("--$line") ;; esac
        done <"$1/settings"
    fi
    if ! own_start 0; then
        cat "$scratch/own.log"
        echo "$1: the server did not start."
        count own 0 1
        return 1
    fi
    if [ -f "$1/killed" ]; then
        for script in "$1"/*.scs; do
            own_play "$script"
            own_kill KILL
            own_start "$own_port" || count own 0 1
        done
    else
        own_play "$1"
    fi
    if ! own_kill TERM; then
        cat "$scratch/own.log"
        echo "$1: the server did not end as it should."
        count own 0 1
    fi
}
