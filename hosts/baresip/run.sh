# hosts/run baresip          the module is loaded, places a call, and is unloaded; twice

packages baresip-core libre-dev pkg-config gcc curl
library
emulator

modules=/usr/lib/baresip/modules
mkdir "$work/modules" "$work/config"
ln -s $modules/ctrl_tcp.so "$modules/account.so" "$work/modules"
module "$root/hosts/baresip/acs_call.c" "$work/modules/acs_call.so" libre
port=$(free_port STREAM)
cat >"$work/config/config" <<CONFIG
module_path $work/modules
module ctrl_tcp.so
module_app account.so
ctrl_tcp_listen 127.0.0.1:$port
sip_listen 127.0.0.1:0
CONFIG
touch "$work/config/accounts" "$work/config/contacts"
ACS_CONNECTION_STRING=$connection_string baresip -f "$work/config" >"$work/baresip.log" 2>&1 </dev/null &
baresip=$!
started+=("$baresip")

# command NAME PARAMETER: over the TCP connection of ctrl_tcp, which takes netstrings; prints the response.
command() {
  python3 - "$port" "$1" "$2" <<'PYTHON'
import json, socket, sys
port, name, parameter = sys.argv[1:]
text = json.dumps({"command": name, "params": parameter}).encode()
with socket.create_connection(("127.0.0.1", int(port)), 5) as connection:
    connection.sendall(b"%d:%s," % (len(text), text))
    print(connection.recv(4096).decode())
PYTHON
}
unloaded() { [ "$(grep -c 'unloading module: acs_call' "$work/baresip.log")" = "$1" ]; }
until_true 200 grep -q 'is ready' "$work/baresip.log" || fail "baresip did not start"
for calls in 1 2; do
  command insmod acs_call.so | grep -q 'loaded module' || fail "the module is not loaded"
  until_true 200 hung_up "$calls" "$work/baresip.log" || fail "call $calls did not end"
  command rmmod acs_call.so >/dev/null
  until_true 200 unloaded "$calls" || fail "the module is not unloaded"
done
command quit '' >/dev/null
ended "$baresip" || fail "baresip exited with $?"
echo "baresip: loaded, a call, unloaded; twice"
