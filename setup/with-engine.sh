#!/bin/sh
# Runs a command with a Docker Engine: the one that the environment names, the machine's own, or else
# one of ours, which ends with the command.
#
#   with-engine.sh COMMAND ARGUMENT…
set -eu
here=$(dirname "$0")
if [ -z "${DOCKER_HOST-}" ] && [ ! -S /var/run/docker.sock ]; then
  started=$(sh "$here/docker-engine.sh" start)
  DOCKER_HOST=${started#DOCKER_HOST=}
  export DOCKER_HOST
  trap 'sh "$here/docker-engine.sh" stop' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
fi
"$@"
