# hosts/run janus            the plugin is loaded and places a call, and Janus ends; twice

packages janus janus-dev libglib2.0-dev libjansson-dev pkg-config gcc curl
library
emulator

mkdir "$work/plugins" "$work/transports" "$work/none" "$work/config"
# Without a transport Janus ends at once.
ln -s "$(dpkg -L janus | grep -m 1 'libjanus_pfunix\.so$')" "$work/transports"
module "$root/hosts/janus/acs_call.c" "$work/plugins/libjanus_acs_call.so" glib-2.0 jansson -I/usr/include/janus
cat >"$work/config/janus.jcfg" <<CONFIG
general: {
  plugins_folder = "$work/plugins"
  transports_folder = "$work/transports"
  events_folder = "$work/none"
  loggers_folder = "$work/none"
}
CONFIG
cat >"$work/config/janus.transport.pfunix.jcfg" <<CONFIG
general: { enabled = true, json = "compact", path = "$work/janus.socket" }
admin: { admin_enabled = false }
CONFIG
for run in first second; do
  ACS_CONNECTION_STRING=$connection_string janus -F "$work/config" >"$work/janus.log" 2>&1 </dev/null &
  janus=$!
  started+=("$janus")
  until_true 200 hung_up 1 "$work/janus.log" || fail "the call did not end"
  until_true 200 grep -aq 'transport plugin initialized' "$work/janus.log" || fail "Janus did not start"
  kill -INT "$janus"
  ended "$janus" || fail "Janus exited with $?"
  grep -aq 'Bye!' "$work/janus.log" || fail "Janus did not end in order"
  echo "janus: $run run: loaded, a call, shut down"
done
