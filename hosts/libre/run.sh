# hosts/run libre            the functional scenarios
# hosts/run libre --valgrind the same under valgrind
# hosts/run libre --load     1,000 calls at 50 a second

packages libre-dev libssl-dev zlib1g-dev pkg-config sip-tester valgrind gcc curl
case $(pkg-config --modversion libre) in
  1.*) ;;
  *) skip "libre $(pkg-config --modversion libre): uas.c is written for 1.1" ;;
esac
library
emulator

uas=$work/uas
# shellcheck disable=SC2046 # each is several words
cc -std=gnu11 -Wall -Wextra -Werror -O2 -g "$root/hosts/libre/uas.c" -o "$uas" \
  $(pkg-config --cflags acs-call-automation libre) \
  $(pkg-config --static --libs acs-call-automation libre) || fail "uas.c does not compile"

# start RING_SECONDS [COMMAND...]: the user agent, maybe under COMMAND.
start() {
  port=$(free_port)
  : >"$work/uas.out"
  "${@:2}" "$uas" "$connection_string" "$port" "$1" >"$work/uas.out" 2>"$work/uas.log" &
  uas_pid=$!
  started+=("$uas_pid")
  until_true 400 grep -q ready "$work/uas.out" || fail "the user agent did not start"
}
# stop: it ends without legs, timers and memory of libre that are left.
stop() {
  kill -INT "$uas_pid"
  ended "$uas_pid" || fail "the user agent exited with $?"
  summary=$(grep legs= "$work/uas.out")
  grep -q 'left=0 ' <<<"$summary" || fail "legs are left: $summary"
  ! grep -v ACS_OUTCOME_UNKNOWN "$work/uas.log" || fail "the user agent printed errors"
  echo "libre: $summary"
}

functional() {
  local one
  for one in 'answered +16045551234' 'hung_up +16085551234' '486 +16055551234' '480 +16065551234' \
    '408 +16075551234' 'canceled +16075551234' '404 reception'; do
    # shellcheck disable=SC2086 # scenario and number
    call $one "$port"
    all_ended "$one"
    echo "libre: $one: as expected"
  done
  lost_response "$port"
  grep -q ACS_OUTCOME_UNKNOWN "$work/uas.log" || fail "the lost response was not reported"
  echo "libre: a lost response: as expected"
}

case ${1:-} in
  '')
    start 2
    functional
    stop
    ;;
  --valgrind)
    start 2 valgrind --quiet --error-exitcode=9 --suppressions="$root/hosts/valgrind.supp" --leak-check=full --show-leak-kinds=definite,indirect,possible \
      --errors-for-leak-kinds=definite,indirect,possible
    functional
    stop
    ;;
  --load)
    start 20
    call answered +16045551234 "$port" -m 1000 -r 50 -l 1000
    all_ended load
    stop
    [ "$(calls created)" = 1000 ] || fail "$(calls created) ACS calls instead of 1,000"
    grep -q 'legs=1000 answered=1000 ' <<<"$summary" || fail "$summary"
    ;;
  *) fail "unknown argument $1" ;;
esac
