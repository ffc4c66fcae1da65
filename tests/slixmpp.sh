# Tours with a client of other people: tests/Interop/*.py with slixmpp, on a server that anybody may register with.
# Needs: couplet, scratch, and the functions say, count, report_play, serve, unserve.

# Makes sure that slixmpp can be used, with Debian's packages where it is missing; it is Debian's own python3 that finds them.
# Answers 2 where there is no way to install packages, which is no fault of the server, and 1 where there is one and it failed.
slixmpp_there() {
    slixmpp_usable && return 0
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 2
    apt-get install -y -q python3-slixmpp python3-aiohttp || {
        apt-get update -q -o APT::Update::Error-Mode=any || return 2
        apt-get install -y -q python3-slixmpp python3-aiohttp || return 1
    }
    slixmpp_usable
}
slixmpp_usable() { [ -x /usr/bin/python3 ] && /usr/bin/python3 -c 'import aiohttp, slixmpp' 2>/dev/null; }

# A port of the loopback nobody listens on.
free_port() {
    local port=$((20000 + $$ % 20000))
    while grep -qi ":$(printf '%04X' "$port") " /proc/net/tcp /proc/net/tcp6 2>/dev/null; do port=$((port + 1)); done
    echo "$port"
}

slixmpp_tours() {
    local http script
    slixmpp_there >"$scratch/slixmpp.log" 2>&1 </dev/null
    case $? in
        0) ;;
        2)
            say 'slixmpp'
            echo 'NOT RUN: python3-slixmpp and python3-aiohttp are not here, and packages cannot be installed.'
            return
            ;;
        *)
            say 'slixmpp'
            cat "$scratch/slixmpp.log"
            echo 'python3-slixmpp and python3-aiohttp could not be installed.'
            count slixmpp 0 1
            return
            ;;
    esac
    http=$(free_port)
    serve --data "$scratch/slixmpp" --HttpPort="$http" --Registration:Enabled=true --Registration:PerAddressPerHour=1000 || return
    for script in daily rooms; do
        timeout 300 /usr/bin/python3 "tests/Interop/slixmpp_$script.py" "$port" "$http" >"$scratch/play" 2>"$scratch/slixmpp.log"
        report_play "slixmpp, $script" "$scratch/play" $?
        if ! grep -qE '^[0-9]+ passed, 0 failed' "$scratch/play"; then tail -n 40 "$scratch/slixmpp.log"; fi
    done
    unserve
}
