#!/bin/sh
# Runs as the first process of new user, mount, PID and network namespaces, and holds a lab:
# this network namespace is the wire, two more are the hosts, joined by two bridges in it.
# It ends when its standard input does, and everything in the lab ends with it.
#
# Usage: netns.sh LARGEST-BUFFER [upstream]
# LARGEST-BUFFER: the bytes that a socket buffer may grow to. With `upstream`, a third host lies behind
# the server, which is then a proxy, on a second wire.
#
# Says on standard output, a line each: `host NAME CONGESTION-CONTROL TCP_RMEM / TCP_WMEM` when a
# host is set up, `wire` when the second wire is, and `ready`.
set -eu
largest=$1
upstream=${2:-}

mount -t tmpfs tmpfs /run
mkdir /run/netns

# Whoever lists sockets walks a table that the kernel shares among all namespaces: 2 ms for its
# 262,144 buckets. Hosts get one of their own where the kernel can (Linux 6.1, ip-sysctl), and the
# limit of connections in TIME-WAIT, which follows from its size, stays as it was.
time_wait=$(cat /proc/sys/net/ipv4/tcp_max_tw_buckets)
[ ! -e /proc/sys/net/ipv4/tcp_child_ehash_entries ] ||
  echo 2048 > /proc/sys/net/ipv4/tcp_child_ehash_entries
ip netns add client
ip netns add server
if [ "$upstream" = upstream ]; then
  ip netns add second-wire
  ip netns add upstream
fi

# The wire speaks no protocol of its own: what crosses it comes from the hosts.
quiet='
  echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6
  [ ! -e /proc/sys/net/bridge ] || echo 0 | tee /proc/sys/net/bridge/bridge-nf-call-* >/dev/null
'
sh -eu -c "$quiet"

topology=$(dirname "$0")/../wire/topology
ip -batch "$topology/wire.batch"
ip -netns client -batch "$topology/client.batch"
ip -netns server -batch "$topology/server.batch"
if [ "$upstream" = upstream ]; then
  ip netns exec second-wire sh -eu -c "$quiet"
  ip -netns second-wire -batch "$topology/second-wire.batch"
  ip -netns server -batch "$topology/proxy.batch"
  ip -netns upstream -batch "$topology/upstream.batch"
fi

# Small buffers make a stall cheap and its size the same on every machine.
initial() {
  if [ "$1" -lt "$largest" ]; then echo "$1"; else echo "$largest"; fi
}
hold() {
  ip netns exec "$1" sh -eu -c '
    cd /proc/sys/net/ipv4
    echo cubic 2>/dev/null > tcp_congestion_control || echo reno > tcp_congestion_control
    echo 1 > tcp_no_metrics_save
    # Each datagram for a closed port is answered by an ICMP error, not only six a second.
    echo 0 > icmp_ratelimit
    echo "$5" > tcp_max_tw_buckets
    # A segment that is lost is then sent again as it was, and can be counted.
    echo 0 > tcp_retrans_collapse
    echo "$2" > tcp_rmem
    echo "$3" > tcp_wmem
    echo "$4" > tcp_autocorking
    echo host "$1" $(cat tcp_congestion_control) $(cat tcp_rmem) / $(cat tcp_wmem)
    exec sleep infinity
  ' sh "$@" </dev/null &
}
hold client "4096 $(initial 65536) $largest" "4096 $(initial 65536) $largest" 0 "$time_wait"
hold server "4096 $(initial 131072) $largest" "4096 $(initial 16384) $largest" 1 "$time_wait"
if [ "$upstream" = upstream ]; then
  hold upstream "4096 $(initial 131072) $largest" "4096 $(initial 16384) $largest" 1 "$time_wait"
  ip netns exec second-wire sh -c 'echo wire; exec sleep infinity' </dev/null &
fi

echo ready
# Orphans of an implementation become children of this process, which leaves them to the kernel to
# reap. A shell cannot ask for that: dash catches SIGCHLD whatever a trap says.
exec env --ignore-signal=CHLD cat >/dev/null
