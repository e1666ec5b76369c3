#!/bin/sh
# Runs a command with a Docker Engine of its own, which ends with it.
#
#   with-engine.sh COMMAND ARGUMENT…
set -eu
here=$(dirname "$0")
DOCKER_HOST=$(sh "$here/docker-engine.sh" start | sed 's/^DOCKER_HOST=//')
export DOCKER_HOST
trap 'sh "$here/docker-engine.sh" stop' EXIT
"$@"
