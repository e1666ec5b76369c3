#!/bin/sh
# A Docker Engine of our own, apart from the machine's: its own socket, data and process ids, and no
# bridge and no packet filter, which the container lab has no use for.
#
#   docker-engine.sh start    start it, if it does not run already; prints DOCKER_HOST=unix://SOCKET
#   docker-engine.sh lend     the same, for with-engine.sh, which ends what was only lent
#   docker-engine.sh stop     end it, with all that runs in it; its images stay
#   docker-engine.sh remove   and remove its images
#
# SOCKSPEC_ENGINE names its folder; default: /var/lib/sockspec-engine. Needs root and `docker.io`.
set -eu
folder=${SOCKSPEC_ENGINE:-/var/lib/sockspec-engine}
socket=$folder/docker.sock
pidfile=$folder/docker.pid
PATH=$PATH:/usr/sbin:/sbin

# What listens there may be left of an engine that was killed.
answers() {
  [ -S "$socket" ] && [ -e "$pidfile" ] && kill -0 "$(cat "$pidfile")" 2>/dev/null &&
    docker --host "unix://$socket" version >/dev/null 2>&1
}

start() {
  answers && return
  if [ "$(id -u)" != 0 ] || ! command -v dockerd >/dev/null; then
    echo "docker-engine.sh: expected root and dockerd (apt-get install docker.io). With an engine" >&2
    echo "that runs already, set DOCKER_HOST=unix://SOCKET instead." >&2
    exit 3
  fi
  mkdir -p "$folder"
  # Two that start it at once would start two.
  exec 8>"$folder/starting"
  flock 8
  answers && return
  # The guest kernel has no control groups yet when it boots.
  if [ ! -e /sys/fs/cgroup/cgroup.controllers ] && [ ! -d /sys/fs/cgroup/memory ]; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
  fi
  rm -f "$pidfile"
  DOCKER_RAMDISK=1 setsid dockerd --data-root "$folder/data" --exec-root "$folder/run" \
    --pidfile "$pidfile" --host "unix://$socket" --bridge none --iptables=false \
    >"$folder/log" 2>&1 </dev/null 8>&- &
  engine=$!
  tries=0
  until answers; do
    if ! kill -0 "$engine" 2>/dev/null || [ "$tries" -gt 600 ]; then
      echo "docker-engine.sh: the engine did not start; its log, $folder/log, ends with:" >&2
      tail -5 "$folder/log" >&2
      exit 1
    fi
    tries=$((tries + 1))
    sleep 0.1
  done
}

stop() {
  [ -e "$pidfile" ] || return 0
  engine=$(cat "$pidfile")
  # A process id may have become somebody else's.
  case $(cat "/proc/$engine/cmdline" 2>/dev/null | tr '\0' ' ') in
    *"--data-root $folder/data"*) ;;
    *) return 0 ;;
  esac
  kill "$engine"
  while kill -0 "$engine" 2>/dev/null; do
    sleep 0.1
  done
}

case ${1-} in
  start | lend)
    start
    if [ "$1" = start ]; then
      touch "$folder/kept"
    fi
    echo "DOCKER_HOST=unix://$socket"
    ;;
  stop)
    rm -f "$folder/kept"
    stop
    ;;
  remove)
    stop
    rm -rf "$folder"
    ;;
  *)
    echo "usage: docker-engine.sh start|stop|remove" >&2
    exit 2
    ;;
esac
