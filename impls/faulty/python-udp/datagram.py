"""Datagrams with the addresses at which they arrived, by IP_PKTINFO (ip(7))."""

import socket
import struct
from dataclasses import dataclass, replace

LARGEST = 65536

# Python names it from 3.14 on; include/uapi/linux/in.h.
IP_PKTINFO = getattr(socket, "IP_PKTINFO", 8)

# include/uapi/linux/in.h and in6.h.
IP_MTU_DISCOVER = 10
IPV6_MTU_DISCOVER = 23
PMTUDISC_DO = 2

# struct in_pktinfo: interface, the host's own address, the address in the header.
PKTINFO = struct.Struct("@i4s4s")


@dataclass(frozen=True)
class Datagram:
    # The socket at which it arrived.
    udp: socket.socket
    data: bytes
    peer: tuple
    # The address that an answer is sent from, and the one in the header; four bytes each, or unknown.
    own: bytes | None
    asked: bytes | None

    def with_data(self, data):
        return replace(self, data=data)

    def from_address(self, own):
        return replace(self, own=own)

    def to_peer(self, peer):
        return replace(self, peer=peer)


def open_socket(host, port, group):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setblocking(False)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    udp.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    udp.bind((host, port))
    membership = socket.inet_aton(group) + socket.inet_aton("0.0.0.0")
    udp.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
    return udp


def open_ipv6_socket(port, group):
    udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    udp.setblocking(False)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    udp.bind(("::", port))
    if group:
        membership = socket.inet_pton(socket.AF_INET6, group) + struct.pack("@I", 0)
        udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, membership)
    return udp


def forbid_fragments(udp):
    """As a program does that looks for the path MTU itself: send() fails with EMSGSIZE."""
    if udp.family == socket.AF_INET6:
        udp.setsockopt(socket.IPPROTO_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_DO)
    else:
        udp.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_DO)


def receive(udp):
    data, ancillary, _, peer = udp.recvmsg(LARGEST, socket.CMSG_SPACE(PKTINFO.size))
    for level, kind, value in ancillary:
        if level == socket.IPPROTO_IP and kind == IP_PKTINFO:
            _, own, asked = PKTINFO.unpack(value)
            return Datagram(udp, data, peer, own, asked)
    # Over IPv6, the kernel chooses where an answer comes from.
    return Datagram(udp, data, peer, None, None)


def answer(datagram):
    source = (
        []
        if datagram.own is None
        else [(socket.IPPROTO_IP, IP_PKTINFO, PKTINFO.pack(0, datagram.own, bytes(4)))]
    )
    try:
        datagram.udp.sendmsg([datagram.data], source, 0, datagram.peer)
    except OSError:
        # Of this answer alone.
        pass
