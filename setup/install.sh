#!/bin/sh
# Makes a machine ready: installs what is missing from Debian's packages and builds the C++
# servers. Does nothing, in a moment, where all is there.
#
#   --lenient       end with status 0 whatever is missing, for use while npm installs
#   --for-tests     a browser and an XML validator, too, which the tests of reports use
#   --with-engine   a Docker Engine, too, unless there is one, and what makes images without a registry
set -eu
cd "$(dirname "$0")/.."

strict=yes
engine=no
tests=no
for word; do
  case $word in
    --lenient) strict=no ;;
    --with-engine) engine=yes ;;
    --for-tests) tests=yes ;;
  esac
done

finish() {
  if [ "$strict" = yes ]; then
    exit "$1"
  fi
  exit 0
}

# Programs and the Debian packages that bring them.
missing=
need() {
  if ! command -v "$1" >/dev/null 2>&1 && [ ! -x "/usr/sbin/$1" ] && [ ! -x "/sbin/$1" ]; then
    case " $missing " in
      *" $2 "*) ;;
      *) missing="$missing $2" ;;
    esac
  fi
}
need unshare util-linux
need nsenter util-linux
need ip iproute2
need ss iproute2
need g++ g++
need make make
need nft nftables
# User-Mode Linux is a port to x86; elsewhere links are impaired by the machine's own kernel.
if [ "$(uname -m)" = x86_64 ]; then
  need linux.uml user-mode-linux
  need modprobe kmod
fi
if [ "$tests" = yes ]; then
  need chromium chromium
  need xmllint libxml2-utils
fi
if [ "$engine" = yes ]; then
  # The guest kernel runs one of its own, whatever serves this machine.
  need dockerd docker.io
  need mmdebstrap mmdebstrap
fi

if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "sockspec: installing$missing" >&2
    # shellcheck disable=SC2086 # a list of words
    if ! { apt-get update --quiet=2 && DEBIAN_FRONTEND=noninteractive \
      apt-get install --yes --quiet=2 --no-install-recommends $missing >/dev/null; }; then
      echo "sockspec: apt-get could not install$missing; see its message above" >&2
      finish 3
    fi
  else
    echo "sockspec: missing$missing. Install with:" >&2
    echo "  sudo apt-get update && sudo apt-get install --yes$missing" >&2
    finish 3
  fi
fi

for makefile in impls/*/Makefile impls/*/*/Makefile containers/*/Makefile containers/*/*/Makefile harness/lab/wire/*/Makefile; do
  [ -e "$makefile" ] || continue
  if ! make --silent --directory="$(dirname "$makefile")"; then
    echo "sockspec: $(dirname "$makefile") could not be built; see the message above" >&2
    finish 3
  fi
done
