#!/bin/sh
# Runs as the first process of new user, mount, PID and network namespaces, and holds a lab:
# this network namespace is the wire, two more are the hosts, joined by two bridges in it.
# It ends when its standard input does, and everything in the lab ends with it.
#
# Usage: netns.sh LARGEST-BUFFER, the bytes that a socket buffer may grow to.
#
# Says on standard output, a line each: `host NAME CONGESTION-CONTROL TCP_RMEM / TCP_WMEM` when a
# host is set up, then `ready`.
set -eu
largest=$1

# Orphans of an implementation become children of this process: let the kernel reap them.
trap '' CHLD

mount -t tmpfs tmpfs /run
mkdir /run/netns
ip netns add client
ip netns add server

# The wire speaks no protocol of its own: what crosses it comes from the hosts.
echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6
[ ! -e /proc/sys/net/bridge ] || echo 0 | tee /proc/sys/net/bridge/bridge-nf-call-* >/dev/null

# client:eth0 - client [near] link-near - link-far [far] server - server:eth0
# Without segmentation offload a packet on the wire is a segment, which can be counted and lost.
# Fixed hardware addresses and permanent neighbours: no first packet waits for ARP.
ip -batch - <<'END'
link set lo up
link add name near type bridge stp_state 0 forward_delay 0 mcast_snooping 0
link add name far type bridge stp_state 0 forward_delay 0 mcast_snooping 0
link add name client type veth peer name eth0 address 02:00:00:00:00:02 netns client
link add name server type veth peer name eth0 address 02:00:00:00:01:02 netns server
link add name link-near type veth peer name link-far
link set client master near gso_max_segs 1 up
link set link-near master near gso_max_segs 1 up
link set link-far master far gso_max_segs 1 up
link set server master far gso_max_segs 1 up
link set near up
link set far up
END
# IPv4 from 198.18.0.0/15 (RFC 2544), IPv6 from 2001:2::/48 (RFC 5180): both for such benches.
ip -netns client -batch - <<'END'
link set lo up
link set eth0 gso_max_segs 1
address add 198.18.0.2/15 dev eth0
address add 2001:2:0:0::2/48 dev eth0 nodad
link set eth0 up
neighbour replace 198.18.1.2 lladdr 02:00:00:00:01:02 dev eth0 nud permanent
neighbour replace 2001:2:0:1::2 lladdr 02:00:00:00:01:02 dev eth0 nud permanent
END
ip -netns server -batch - <<'END'
link set lo up
link set eth0 gso_max_segs 1
address add 198.18.1.2/15 dev eth0
address add 2001:2:0:1::2/48 dev eth0 nodad
link set eth0 up
neighbour replace 198.18.0.2 lladdr 02:00:00:00:00:02 dev eth0 nud permanent
neighbour replace 2001:2:0:0::2 lladdr 02:00:00:00:00:02 dev eth0 nud permanent
END

# Small buffers make a stall cheap and its size the same on every machine.
initial() {
  if [ "$1" -lt "$largest" ]; then echo "$1"; else echo "$largest"; fi
}
hold() {
  ip netns exec "$1" sh -eu -c '
    cd /proc/sys/net/ipv4
    echo cubic 2>/dev/null > tcp_congestion_control || echo reno > tcp_congestion_control
    echo 1 > tcp_no_metrics_save
    # A segment that is lost is then sent again as it was, and can be counted.
    echo 0 > tcp_retrans_collapse
    echo "$2" > tcp_rmem
    echo "$3" > tcp_wmem
    echo "$4" > tcp_autocorking
    echo host "$1" $(cat tcp_congestion_control) $(cat tcp_rmem) / $(cat tcp_wmem)
    exec sleep infinity
  ' sh "$@" </dev/null &
}
hold client "4096 $(initial 65536) $largest" "4096 $(initial 65536) $largest" 0
hold server "4096 $(initial 131072) $largest" "4096 $(initial 16384) $largest" 1

echo ready
exec cat >/dev/null
