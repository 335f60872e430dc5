# What the hosts share. Sourced by hosts/run, with `root` and `host` set: packages, the installed C library, the
# emulator, sipp, and the end of all that was started.

work=$(mktemp -d)
started=()
end() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap end EXIT

# ended PID: waits for a process that was started; fails as it does.
ended() {
  local pid still=()
  for pid in "${started[@]}"; do [ "$pid" = "$1" ] || still+=("$pid"); done
  started=("${still[@]}")
  wait "$1"
}
fail() {
  echo "$host: FAILED: $1" >&2
  tail -n 30 "$work"/*.log >&2 2>/dev/null || true
  exit 1
}
skip() {
  echo "SKIPPED: $host: $1"
  exit 0
}

# packages NAME...: those of Debian that the host needs; installed where that is possible.
packages() {
  local name missing=()
  for name; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null || skip "no apt-get to install ${missing[*]} with"
  [ "$(id -u)" = 0 ] || skip "${missing[*]} not installed, and only root can"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
    >"$work/apt.log" 2>&1 || skip "apt-get cannot install ${missing[*]}"
}

# The C library as install.sh installs it, in a release build: $prefix. $ACS_PREFIX names one that is there already.
library() {
  prefix=${ACS_PREFIX:-${CARGO_TARGET_DIR:-$root/target}/hosts/prefix}
  [ -n "${ACS_PREFIX:-}" ] || "$root/install.sh" "$prefix" >"$work/install.log" 2>&1 || fail "install.sh"
  export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
}

# module SOURCE FILE [FLAG...]: compiles a module that has the static library in it. A FLAG may be a package of
# pkg-config. Symbols of the library stay inside; and code must not be unmapped while a thread runs in it.
module() {
  local flags=() flag
  for flag in "${@:3}"; do
    # shellcheck disable=SC2207 # several words
    case $flag in -*) flags+=("$flag") ;; *) flags+=($(pkg-config --cflags "$flag")) ;; esac
  done
  # shellcheck disable=SC2046
  cc -std=gnu11 -Wall -Wextra -Werror -O2 -g -fPIC -shared "$1" -o "$2" "${flags[@]}" \
    $(pkg-config --cflags acs-call-automation) $(pkg-config --static --libs acs-call-automation) \
    -Wl,--exclude-libs,ALL -Wl,-z,nodelete || fail "$1 does not compile"
}

# hung_up COUNT LOG: as many calls of one_call.h as that were hung up.
hung_up() { [ "$(grep -ac 'one call: acs_call_hang_up_and_wait: ACS_OK' "$2")" = "$1" ]; }

# emulator: starts it with the callees of the hosts: $connection_string, $endpoint.
emulator() {
  (cd "$root" && cargo build --quiet --package acs-call-automation-emulator) || fail "the emulator does not build"
  "${CARGO_TARGET_DIR:-$root/target}/debug/acs-emulator" --quiet --seed "$root/hosts/callees.toml" \
    >"$work/connection" 2>"$work/emulator.log" &
  started+=($!)
  until_true 100 test -s "$work/connection" || fail "the emulator did not start"
  connection_string=$(cat "$work/connection")
  endpoint=$(sed 's/^endpoint=\(.*\)\/;.*/\1/' <<<"$connection_string")
}

# until_true COUNT COMMAND...: up to COUNT times, every 50 ms.
until_true() {
  local count=$1
  shift
  for ((; count > 0; count--)); do
    "$@" && return 0
    sleep 0.05
  done
  return 1
}

# free_port [DGRAM|STREAM]: a port of 127.0.0.1, of UDP or TCP.
free_port() {
  python3 -c '
import socket, sys
one = socket.socket(socket.AF_INET, getattr(socket, "SOCK_" + sys.argv[1]))
one.bind(("127.0.0.1", 0))
print(one.getsockname()[1])' "${1:-DGRAM}"
}

# scenario NAME: writes $work/NAME.xml for sipp, of the parts in hosts/sipp. A NAME that is a number is the status of a
# refusal.
scenario() {
  local part parts=(invite) status=$1
  case $1 in
    answered) parts+=(answered bye) ;;
    hung_up) parts+=(answered bye_received) ;;
    canceled) parts+=(cancel refused) status=487 ;;
    [1-9]*) parts+=(refused) ;;
    *) fail "there is no scenario $1" ;;
  esac
  {
    printf '<?xml version="1.0" encoding="ISO-8859-1"?>\n<scenario name="%s">\n' "$1"
    for part in "${parts[@]}"; do sed "s/STATUS/$status/" "$root/hosts/sipp/$part.xml"; done
    echo '</scenario>'
  } >"$work/$1.xml"
}

# caller SCENARIO NUMBER PORT [ARGUMENT...]: `sipp` is the command that calls NUMBER at PORT.
caller() {
  scenario "$1"
  sipp=(sipp -sf "$work/$1.xml" -s "$2" -i 127.0.0.1 -m 1 -nostdin "${@:4}" "127.0.0.1:$3")
}
# call ...: runs it; it must succeed.
call() {
  caller "$@"
  timeout 120 "${sipp[@]}" >"$work/sipp.log" 2>&1 </dev/null || fail "call $1 $2"
}

# calls NAME: a number of the emulator: `created`, `active`.
calls() { curl -fsS "$endpoint/_emulator/calls" | python3 -c "import json, sys; print(json.load(sys.stdin)['$1'])"; }
no_active_call() { [ "$(calls active)" = 0 ]; }
# Every ACS call has ended with its SIP call.
all_ended() { until_true 200 no_active_call || fail "$(calls active) ACS calls are left after: $1"; }
# lost_response PORT: the response to CreateCall is lost, so the INVITE is refused; the ACS call, which exists, is hung up
# when its event arrives.
lost_response() {
  local created
  created=$(calls created)
  curl -fsS "$endpoint/_emulator/fault" -d '{"operation":"CreateCall","loseResponse":true}' -o /dev/null
  call 503 +16095551234 "$1"
  [ "$(calls created)" = $((created + 1)) ] || fail "no ACS call was created"
  all_ended "a lost response"
}
