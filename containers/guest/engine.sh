#!/bin/sh
# In a guest kernel: starts a Docker Engine whose data lie in the guest's memory, and gives it images.
#
#   engine.sh FOLDER ARCHIVE   a folder for the engine, and what `docker save` wrote
set -eu
mkdir -p "$1"
mount -t tmpfs -o mode=700 tmpfs "$1"
SOCKSPEC_ENGINE=$1 sh "$(dirname "$0")/../../setup/docker-engine.sh" start
docker --host "unix://$1/docker.sock" load --quiet --input "$2"
