#!/bin/sh
# Builds the C library with plain cargo and installs it into a prefix. See `--help`.
set -eu
unset CDPATH

usage() {
  cat <<'USAGE'
Usage: ./install.sh [OPTION]... PREFIX

Builds the C library and installs it: libraries, headers, pkg-config and CMake files, the guide and
examples.
Needs Rust 1.85 or newer and a C compiler; nothing else.

  --without-emulator  leave the offline emulator out; its functions return ACS_UNSUPPORTED
  --no-tls            leave TLS out; then only http to this machine is possible
  --no-server-tls     leave TLS of the receiver out; then it listens behind a proxy
  --features LIST     more features of the package acs-call-automation-capi, separated by commas
  --profile PROFILE   cargo's profile; default: release
  --libdir DIR        where libraries go, absolute or below PREFIX; default: lib
  --uninstall         remove what was installed, with the same PREFIX and --libdir
  --help              this text

Environment:
  CARGO             the cargo to run; default: cargo
  CARGO_TARGET_DIR  the folder that cargo builds in
  DESTDIR           prefix of every path when files are copied, for packagers
USAGE
}

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

misused() {
  echo "install.sh: $1; see ./install.sh --help" >&2
  exit 2
}

tls=yes server_tls=yes emulator=yes more='' profile=release libdir=lib uninstall=no prefix=''
while [ $# -gt 0 ]; do
  case $1 in
    --features=* | --profile=* | --libdir=*)
      option=${1%%=*} value=${1#*=}
      shift
      set -- "$option" "$value" "$@"
      continue
      ;;
    --features | --profile | --libdir)
      if [ -z "${2:-}" ]; then misused "$1 needs a value"; fi
      case $1 in
        --features) more=$2 ;;
        --profile) profile=$2 ;;
        --libdir) libdir=$2 ;;
      esac
      shift
      ;;
    --no-tls) tls=no server_tls=no ;;
    --no-server-tls) server_tls=no ;;
    --without-emulator) emulator=no ;;
    --uninstall) uninstall=yes ;;
    --help | -h)
      usage
      exit 0
      ;;
    -*) misused "unknown option $1" ;;
    '') misused "PREFIX is empty" ;;
    *)
      [ -z "$prefix" ] || misused "more than one PREFIX: $prefix and $1"
      prefix=$1
      ;;
  esac
  shift
done
[ -n "$prefix" ] || misused "PREFIX is missing"

# --- Where everything goes -----------------------------------------------------------------------

case $prefix in
  /*) ;;
  *) prefix=$PWD/${prefix#./} ;;
esac
while [ "$prefix" != "${prefix%/}" ]; do prefix=${prefix%/}; done
while [ "$libdir" != "${libdir%/}" ]; do libdir=${libdir%/}; done
case $libdir in
  "$prefix"/*) libdir=${libdir#"$prefix"/} ;;
esac
case $libdir in
  # From the folder of the libraries up to the prefix, and down to the headers.
  /*) headers_from_libdir='' ;;
  *)
    headers_from_libdir=$(printf '%s\n' "$libdir" | sed 's|[^/][^/]*|..|g')/include
    libdir=$prefix/$libdir
    ;;
esac
lib=${DESTDIR:-}$libdir
include=${DESTDIR:-}$prefix/include
pkgconfig=$lib/pkgconfig
cmake=$lib/cmake/acs-call-automation
doc=${DESTDIR:-}$prefix/share/doc/acs-call-automation

if [ "$uninstall" = yes ]; then
  rm -f "$lib"/libacs_call_automation.a "$lib"/libacs_call_automation.so* \
    "$include"/acs_call_automation.h "$include"/acs_call_automation.hpp \
    "$include"/acs_call_automation/*.h "$include"/acs_call_automation/*.hpp \
    "$pkgconfig"/acs-call-automation.pc "$pkgconfig"/acs-call-automation-library.pc \
    "$cmake"/acs-call-automation-config.cmake "$cmake"/acs-call-automation-config-version.cmake \
    "$doc"/*.md "$doc"/*.svg "$doc"/LICENSE-* "$doc"/emulator/* "$doc"/examples/*.c "$doc"/examples/*.cpp
  rmdir "$cmake" "$include"/acs_call_automation "$doc"/emulator "$doc"/examples "$doc" 2>/dev/null || :
  echo "acs-call-automation is removed from $prefix"
  exit 0
fi

# --- What is needed, before anything is built ----------------------------------------------------

cargo=${CARGO:-cargo}
command -v "$cargo" >/dev/null 2>&1 ||
  fail "no $cargo found: install Rust 1.85 or newer (https://rustup.rs), or set CARGO"
[ "$(uname -s)" = Linux ] ||
  fail "only Linux is supported; elsewhere use 'cargo cinstall' of cargo-c"
for folder in "$lib" "$include" "$include/acs_call_automation" "$pkgconfig" "$cmake" "$doc/emulator" "$doc/examples"; do
  mkdir -p "$folder" || fail "cannot create $folder"
  [ -w "$folder" ] || fail "cannot write to $folder"
done

cd -- "$(dirname -- "$0")"
headers=$(cd include && find . -name '*.h' -o -name '*.hpp') ||
  fail "the folder include is missing from the sources"
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml)
abi=$(sed -n 's/.*ACS_ABI_VERSION: c_int = \([0-9]*\);.*/\1/p' capi/src/version.rs)
soname=libacs_call_automation.so.$abi
shared_file=libacs_call_automation.so.$version

# --- Build ---------------------------------------------------------------------------------------

features=
if [ "$tls" = yes ]; then features=tls; fi
if [ "$server_tls" = yes ]; then features=$features,server_tls; fi
if [ "$emulator" = yes ]; then features=$features,emulator; fi
if [ -n "$more" ]; then features=$features,$more; fi

# One crate type at a time: beside others cargo leaves link-time optimization out. Prints
# cargo's report on the finished build, one JSON object a line.
build() {
  crate_type=$1
  shift
  set -- rustc --locked --package acs-call-automation-capi --lib --crate-type "$crate_type" --profile "$profile" \
    --no-default-features --features "$features" "$@"
  "$cargo" "$@" -- --print native-static-libs >&2 || fail "cargo could not build the $crate_type"
  "$cargo" "$@" --quiet --message-format json -- --print native-static-libs
}

# The file with the given ending among those that cargo built.
made() {
  sed -n "s/.*\"filenames\":\[\"\([^\"]*libacs_call_automation_capi\.$1\)\".*/\1/p"
}

report=$(build cdylib)
shared=$(printf '%s\n' "$report" | made so)
[ -r "$shared" ] || fail "cargo built no shared library"
report=$(build staticlib)
archive=$(printf '%s\n' "$report" | made a)
[ -r "$archive" ] || fail "cargo built no static library"
# libgcc_s is left out: compilers add it automatically, and its archive with -static.
system_libs=$(printf '%s\n' "$report" |
  sed -n 's/.*native-static-libs: \([^"\\]*\).*/\1/p' | head -n 1 | sed 's/-lgcc_s *//')
[ -n "$system_libs" ] || fail "rustc did not report which system libraries are needed"

# --- Install -------------------------------------------------------------------------------------

# put MODE FILE TARGET: copies and renames, so that running programs keep their library.
put() {
  if ! { cp "$2" "$3.new" && chmod "$1" "$3.new" && mv -f "$3.new" "$3"; }; then
    fail "cannot write $3"
  fi
}

quoted() {
  printf '%s\n' "$1" | sed 's/[|&\\]/\\&/g'
}

# fill TEMPLATE TARGET HEADERS LIBS: writes TARGET from packaging/TEMPLATE.in.
fill() {
  sed -e "s|@VERSION@|$version|g" -e "s|@MAJOR@|${version%%.*}|g" -e "s|@SONAME@|$soname|g" \
    -e "s|@SHARED_FILE@|$shared_file|g" -e "s|@INCLUDEDIR@|$(quoted "$3")|g" \
    -e "s|@SYSTEM_LIBS@|$(quoted "$4")|g" "packaging/$1.in" >"$2.filled"
  put 644 "$2.filled" "$2"
  rm -f "$2.filled"
}

put 755 "$shared" "$lib/$shared_file"
ln -sf "$shared_file" "$lib/$soname"
ln -sf "$soname" "$lib/libacs_call_automation.so"
put 644 "$archive" "$lib/libacs_call_automation.a"
for header in $headers; do
  put 644 "include/$header" "$include/$header"
done
for text in README.md LICENSE-MIT LICENSE-APACHE docs/c-guide.md docs/install.md docs/events.md \
  docs/deploy.md docs/receiver.md docs/reliability.md docs/soak.svg docs/emulator.md \
  docs/emulator/*; do
  put 644 "$text" "$doc/${text#docs/}"
done
for example in examples/*.c examples/*.cpp; do
  put 644 "$example" "$doc/$example"
done

if [ -n "$headers_from_libdir" ]; then
  # shellcheck disable=SC2016 # for pkg-config and CMake to fill in
  headers_for_pkgconfig='${libdir}'/$headers_from_libdir
  # shellcheck disable=SC2016
  headers_for_cmake='${_acs_libdir}'/$headers_from_libdir
else
  headers_for_pkgconfig=$prefix/include
  headers_for_cmake=$prefix/include
fi
for name in acs-call-automation.pc acs-call-automation-library.pc; do
  fill $name "$pkgconfig/$name" "$headers_for_pkgconfig" "$system_libs"
done
# As a list of CMake.
cmake_libs=$(printf '%s\n' "$system_libs" | sed -e 's/ *$//' -e 's/  */;/g')
for name in acs-call-automation-config.cmake acs-call-automation-config-version.cmake; do
  fill $name "$cmake/$name" "$headers_for_cmake" "$cmake_libs"
done

cat <<DONE
acs-call-automation $version is installed in $prefix (features $features). To compile a first program:
  export PKG_CONFIG_PATH='$libdir/pkgconfig'
  cc $prefix/share/doc/acs-call-automation/examples/hello_call.c -o hello_call \\
    \$(pkg-config --cflags --libs acs-call-automation)
To run a program that is linked with the shared library, unless $libdir is searched already:
  export LD_LIBRARY_PATH='$libdir'
  ./hello_call
DONE
