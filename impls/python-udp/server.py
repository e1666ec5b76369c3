"""An echo of datagrams (RFC 862 over UDP) on asyncio's event loop.

Not on its DatagramProtocol, which does not say at which address a datagram arrived: recvmsg() and
sendmsg() do, with IP_PKTINFO and IPV6_PKTINFO (ip(7), ipv6(7)).
"""

import asyncio
import signal
import socket
import struct
import sys
from contextlib import ExitStack

# echo, chargen: what comes from there was sent in answer, or forged, and would be answered for ever.
ANSWERING_PORTS = (7, 19)

LARGEST_DATAGRAM = 65536

# Python names it from 3.14 on; include/uapi/linux/in.h.
IP_PKTINFO = getattr(socket, "IP_PKTINFO", 8)

# struct in_pktinfo: interface, the host's own address, the address in the header.
PKTINFO = struct.Struct("@i4s4s")

# struct in6_pktinfo: the address in the header, interface.
PKTINFO_IPV6 = struct.Struct("@16sI")
IPV6_MULTICAST = 0xFF

# Other work of the loop, such as signals, must not wait for the end of a flood.
DATAGRAMS_PER_TURN = 64


def open_sockets(host, port, group, group_ipv6):
    """One socket for each family, if the address stands for both."""
    if host == "::" or ":" not in host:
        yield open_ipv4_socket("0.0.0.0" if host == "::" else host, port, group)
    if ":" in host:
        yield open_ipv6_socket(host, port, group_ipv6)


def open_ipv4_socket(host, port, group):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setblocking(False)
    udp.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    udp.bind((host, port))
    if group:
        membership = socket.inet_aton(group) + socket.inet_aton("0.0.0.0")
        join(udp, group, (socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership))
    return udp


def open_ipv6_socket(host, port, group):
    udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    udp.setblocking(False)
    udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
    udp.bind((host, port))
    if group:
        # struct ipv6_mreq: the group, and an interface, 0 for the one that the route to it has.
        membership = socket.inet_pton(socket.AF_INET6, group) + struct.pack("@I", 0)
        join(udp, group, (socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, membership))
    return udp


def join(udp, group, option):
    try:
        udp.setsockopt(*option)
    except OSError as error:
        # There may be no interface for groups. The server's own address can still be asked.
        print(f"{group}: {error}", file=sys.stderr)


def answer_waiting(udp, own_port):
    """Answers what has arrived."""
    for _ in range(DATAGRAMS_PER_TURN):
        try:
            data, ancillary, _, peer = udp.recvmsg(
                LARGEST_DATAGRAM, socket.CMSG_SPACE(PKTINFO_IPV6.size)
            )
        except BlockingIOError:
            return
        except OSError:
            # An error of one peer's, such as a port that is closed, ends nothing.
            continue
        if peer[1] not in (*ANSWERING_PORTS, own_port):
            answer(udp, data, ancillary, peer)


def answer(udp, data, ancillary, peer):
    """Answers from the host's address at which the datagram arrived."""
    source = [part for told in ancillary for part in own_address(*told)]
    try:
        udp.sendmsg([data], source, 0, peer)
    except OSError:
        # The peer is gone, or the send buffer is full: UDP promises nothing.
        pass


def own_address(level, kind, value):
    """The address in the header may be one of many hosts, and none may answer from such a one."""
    match level, kind:
        case socket.IPPROTO_IP, kind if kind == IP_PKTINFO:
            _, own, _ = PKTINFO.unpack(value)
            return [(level, kind, PKTINFO.pack(0, own, bytes(4)))]
        case socket.IPPROTO_IPV6, socket.IPV6_PKTINFO:
            address, _ = PKTINFO_IPV6.unpack(value)
            return [] if address[0] == IPV6_MULTICAST else [(level, kind, value)]
    return []


async def serve(host, port, group, group_ipv6):
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    # Before binding: a supervisor that waits for the socket may send a signal immediately.
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    with ExitStack() as opened:
        for udp in open_sockets(host, port, group, group_ipv6):
            opened.enter_context(udp)
            loop.add_reader(udp, answer_waiting, udp, port)
            opened.callback(loop.remove_reader, udp)
        await stopped.wait()


def main():
    host, port, group, group_ipv6, *_ = [*sys.argv[1:], "", ""]
    asyncio.run(serve(host, int(port), group, group_ipv6))


if __name__ == "__main__":
    main()
