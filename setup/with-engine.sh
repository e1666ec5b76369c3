#!/bin/sh
# Runs a command with a Docker Engine: the one that the environment names, the machine's own, or else
# one of ours, which ends with the last command that uses it, unless it was started to be kept.
#
#   with-engine.sh COMMAND ARGUMENT…
set -eu
here=$(dirname "$0")
folder=${SOCKSPEC_ENGINE:-/var/lib/sockspec-engine}

# Who uses the engine holds a shared lock on this file; who gets it alone is the last.
finish() {
  exec 9>&-
  exec 9>"$folder/users"
  if flock --nonblock --exclusive 9 && [ ! -e "$folder/kept" ]; then
    sh "$here/docker-engine.sh" stop
  fi
}

if [ -z "${DOCKER_HOST-}" ] && [ ! -S /var/run/docker.sock ]; then
  if mkdir -p "$folder" 2>/dev/null && [ -w "$folder" ]; then
    exec 9>"$folder/users"
    flock --shared 9
    trap finish EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
  fi
  started=$(sh "$here/docker-engine.sh" lend 9>&-)
  DOCKER_HOST=${started#DOCKER_HOST=}
  export DOCKER_HOST
fi
"$@" 9>&-
