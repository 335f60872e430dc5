# hosts/run kamailio         load, calls, reload, shut down; then once more

packages kamailio pkg-config sip-tester gcc make dpkg-dev curl
version=$(dpkg-query -W -f '${Version}' kamailio)
case $version in
  5.6.*) ;;
  *) skip "Kamailio $version: acs_call.c is written for 5.6" ;;
esac
library
emulator

# Debian has no headers of Kamailio in a package, so its sources are fetched, once.
sources=${CARGO_TARGET_DIR:-$root/target}/hosts/kamailio-$version
if [ ! -e "$sources/src/config.mak" ]; then
  rm -rf "$sources"
  mkdir -p "$sources" "$work/lists/partial"
  origin=$(apt-cache policy kamailio | sed -n 's|^ *[0-9]* \([a-z]*://[^ ]*\) \([^ /]*\)/main .*|\1 \2 main|p' | head -n 1)
  echo "deb-src $origin" >"$work/sources.list"
  (
    cd "$work"
    fetch=(apt-get -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$work/lists")
    "${fetch[@]}" update && "${fetch[@]}" source --download-only "kamailio=$version" && tar xf kamailio_*.orig.tar.* -C "$sources" --strip-components 1
  ) >"$work/apt.log" 2>&1 || skip "apt-get cannot fetch the sources of Kamailio $version"
  # As in Debian's rules; the flags must be those of the program.
  make -C "$sources/src" cfg FLAVOUR=kamailio prefix=/usr cfg_target=/etc/kamailio/ >"$work/make.log" 2>&1 ||
    fail "Kamailio's sources cannot be configured"
fi
module=$sources/src/modules/acs_call
mkdir -p "$module"
cp "$root"/hosts/kamailio/{*.c,*.h,Makefile} "$module"
make -C "$module" >"$work/make.log" 2>&1 || fail "the module does not compile"
[ -z "$(nm -D --defined-only "$module/acs_call.so" | grep ' acs_')" ] || fail "the module exports symbols of the library"

# start: Kamailio with the module.
start() {
  port=$(free_port)
  rm -f "$work/pid"
  echo "$connection_string" >"$work/connection"
  sed "s,@PORT@,$port,; s,@WORK@,$work,; s,@MODULE@,$module/acs_call.so," "$root/hosts/kamailio/kamailio.cfg.in" >"$work/kamailio.cfg"
  setsid kamailio -f "$work/kamailio.cfg" -DD -E -m 64 -P "$work/pid" -Y "$work" >"$work/kamailio.log" 2>&1 &
  kamailio=$!
  started+=("$kamailio")
  until_true 200 ready || fail "Kamailio did not start"
}
rpc() { kamcmd -s "unix:$work/ctl" "$@"; }
rings_20() { [ "$(rpc acs.calls)" = 20 ] && [ "$(calls active)" = 20 ]; }
ready() { rpc acs.calls >/dev/null 2>&1; }
# stop: it ends without an abort, and so do all its processes.
stop() {
  kill -TERM "$kamailio"
  ended "$kamailio" || fail "Kamailio exited with $?"
  pgrep -s "$kamailio" >"$work/left.log" && fail "processes of Kamailio are left"
  ! grep -iE 'core was|signal 6|signal 11|abort|BUG|CRITICAL' "$work/kamailio.log" || fail "Kamailio printed the above"
}
scenarios() {
  local one
  for one in 'answered +16045551234' '486 +16055551234' '480 +16065551234' 'canceled +16075551234' '404 reception'; do
    # shellcheck disable=SC2086 # scenario and number
    call $one "$port"
    all_ended "$one"
    [ "$(rpc acs.calls)" = 0 ] || fail "calls are left in Kamailio after: $one"
    echo "kamailio: $one: as expected"
  done
  lost_response "$port"
  echo "kamailio: a lost response: as expected"
}

for run in first second; do
  start
  processes=$(rpc core.ps | wc -l)
  scenarios
  # A key that is not that of the service; and the right one again.
  sed 's/accesskey=.*/accesskey=d3Jvbmc=/' <<<"$connection_string" >"$work/connection"
  rpc acs.reload
  call 503 +16045551234 "$port"
  echo "$connection_string" >"$work/connection"
  rpc acs.reload
  call answered +16045551234 "$port" -m 100 -r 20
  all_ended "100 calls"
  [ "$(rpc core.ps | wc -l)" = "$processes" ] || fail "a process ended, or one more began"
  # It is shut down while calls ring.
  caller answered +16075551234 "$port" -m 20 -r 100
  "${sipp[@]}" >"$work/sipp.log" 2>&1 </dev/null &
  ringing=$!
  started+=("$ringing")
  until_true 200 rings_20 || fail "$(rpc acs.calls) calls ring"
  stop
  kill -KILL "$ringing"
  ended "$ringing" 2>/dev/null || true
  curl -fsS -X POST "$endpoint/_emulator/reset" -o /dev/null
  echo "kamailio: $run run: $processes lines of core.ps, reloaded, 100 calls, shut down while 20 ring"
done
