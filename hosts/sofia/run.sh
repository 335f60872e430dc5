# hosts/run sofia            one call; and once more under valgrind

packages libsofia-sip-ua-dev pkg-config gcc valgrind curl
library
emulator

# shellcheck disable=SC2046 # each is several words
cc -std=gnu11 -Wall -Wextra -Werror -O2 -g "$root/hosts/sofia/one_call.c" -o "$work/one_call" \
  $(pkg-config --cflags acs-call-automation sofia-sip-ua) $(pkg-config --libs sofia-sip-ua) \
  $(pkg-config --static --libs acs-call-automation) || fail "one_call.c does not compile"
export ACS_CONNECTION_STRING=$connection_string
for under in '' "valgrind --quiet --error-exitcode=9 --leak-check=full --suppressions=$root/hosts/valgrind.supp"; do
  timeout 60 $under "$work/one_call" >"$work/one_call.log" 2>&1 || fail "one_call exited with $?"
  hung_up 1 "$work/one_call.log" || fail "the call did not end"
done
echo "sofia: a call, and one under valgrind"
