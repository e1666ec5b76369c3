"""An echo of datagrams (RFC 862 over UDP), through the fault that is named last on the command line."""

import asyncio
import signal
import socket
import sys
from contextlib import ExitStack
from dataclasses import dataclass

from datagram import (
    LARGEST,
    Datagram,
    answer,
    forbid_fragments,
    open_ipv6_socket,
    open_socket,
    receive,
)

ANSWERING_PORTS = (7, 19)

# Of a receive buffer that was made for the payload of one Ethernet frame, and of a larger one.
FRAME = 1472
BUFFER = 8192

# Too short for the header of a protocol that this one was made from.
SHORTEST = 4

# More at once than a server that answers in time would have waiting.
WAITING_MAX = 500

SESSION_BYTES = 8192


@dataclass
class Server:
    port: int
    fault: str
    loop: asyncio.AbstractEventLoop

    def __post_init__(self):
        self.waiting: list[Datagram] = []
        self.sessions: dict[tuple, bytearray] = {}
        self.sockets: dict[tuple, socket.socket] = {}
        self.buffer = bytearray(LARGEST)
        self.received = 0
        self.before: dict[tuple, bytes] = {}
        self.timer: asyncio.TimerHandle | None = None

    def read_waiting(self, udp):
        """Takes what has arrived, a part of it in each turn of the loop."""
        for _ in range(64):
            try:
                datagram = receive(udp)
            except BlockingIOError:
                break
            except OSError:
                continue
            if self.is_answered(datagram.peer[1]):
                self.take(datagram)
        if self.fault in ("gathers", "answers-last-writer", "keeps-one-buffer"):
            self.answer_all()

    def is_answered(self, port):
        return self.fault == "answers-everyone" or port not in (*ANSWERING_PORTS, self.port)

    def take(self, datagram):
        self.received += 1
        match self.fault:
            case "ends-at-empty" if not datagram.data:
                # recv() has returned 0: with TCP, that is the end.
                self.loop.remove_reader(datagram.udp)
            case "skips-short" if len(datagram.data) < SHORTEST:
                pass
            case "skips-some" if self.received % 10 == 0:
                # It woke up once for two datagrams, and read one.
                pass
            case "skips-repeats" if self.before.get(datagram.peer) == datagram.data:
                # It was answered already: this must be a copy that the network made.
                pass
            case "skips-repeats":
                self.before[datagram.peer] = datagram.data
                answer(datagram)
            case "cuts-at-a-frame":
                answer(datagram.with_data(datagram.data[:FRAME]))
            case "cuts-at-8-kib":
                answer(datagram.with_data(datagram.data[:BUFFER]))
            case "answers-twice":
                answer(datagram)
                answer(datagram)
            case "answers-from-new-port":
                with socket.socket(datagram.udp.family, socket.SOCK_DGRAM) as fresh:
                    fresh.sendto(datagram.data, datagram.peer)
            case "answers-from-any-address":
                answer(datagram.from_address(None))
            case "answers-from-asked-address":
                # The address in the header, which may be that of many hosts: EINVAL for those.
                answer(datagram.from_address(datagram.asked))
            case "remembers-peers":
                self.sessions.setdefault(datagram.peer, bytearray(b"x" * SESSION_BYTES))
                answer(datagram)
            case "opens-socket-per-peer":
                self.socket_for(datagram).send(datagram.data)
            case "answers-the-one-before":
                # A batch is handled once another datagram is there.
                self.waiting.append(datagram)
                if len(self.waiting) > 1:
                    answer(self.waiting.pop(0))
            case "gathers" | "answers-last-writer" | "keeps-one-buffer":
                self.waiting.append(datagram)
            case "gives-up-when-behind":
                self.waiting.append(datagram)
                if self.timer is not None:
                    self.timer.cancel()
                self.timer = self.loop.call_later(0.15, self.answer_unless_behind)
            case _:
                answer(datagram)

    def answer_all(self):
        waiting, self.waiting = self.waiting, []
        if not waiting:
            return
        last = waiting[-1]
        if self.fault == "gathers":
            # As with a stream, in which the pieces do not matter.
            peers = {datagram.peer for datagram in waiting}
            for peer in peers:
                own = [datagram for datagram in waiting if datagram.peer == peer]
                data = b"".join(datagram.data for datagram in own)
                answer(own[0].with_data(data[: LARGEST - 29]))
            return
        for datagram in waiting:
            self.buffer[: len(datagram.data)] = datagram.data
        for datagram in waiting:
            if self.fault == "answers-last-writer":
                answer(datagram.to_peer(last.peer))
            else:
                # All of them point into the buffer that the last one was read into.
                answer(datagram.with_data(bytes(self.buffer[: len(datagram.data)])))

    def answer_unless_behind(self):
        waiting, self.waiting = self.waiting, []
        if len(waiting) <= WAITING_MAX:
            for datagram in waiting:
                answer(datagram)

    def socket_for(self, datagram):
        """A connected socket, as accept() would return: an error of it is taken for a fatal one."""
        peer = datagram.peer
        if peer not in self.sockets:
            fresh = socket.socket(datagram.udp.family, socket.SOCK_DGRAM)
            fresh.setblocking(False)
            fresh.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            fresh.bind(datagram.udp.getsockname())
            fresh.connect(peer)
            self.loop.add_reader(fresh, self.read_connected, fresh)
            self.sockets[peer] = fresh
        return self.sockets[peer]

    def read_connected(self, connected):
        try:
            connected.send(connected.recv(LARGEST))
        except OSError as error:
            sys.exit(f"{error}")


async def serve(host, port, groups, fault):
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        on_signal = (lambda: None) if fault == "ignores-signals" else stopped.set
        loop.add_signal_handler(name, on_signal)
    server = Server(port, fault, loop)
    with ExitStack() as stack:
        for udp in open_sockets(host, port, groups, fault):
            stack.enter_context(udp)
            if fault == "forbids-fragments":
                forbid_fragments(udp)
            loop.add_reader(udp, server.read_waiting, udp)
        await stopped.wait()


def open_sockets(host, port, groups, fault):
    """One for each family, if the address stands for both."""
    group, group_ipv6 = groups
    if fault == "joins-ipv4-group-only":
        group_ipv6 = ""
    if host != "::":
        return [open_socket(host, port, group)]
    ipv4_host = "198.18.1.2" if fault == "binds-one-address" else "0.0.0.0"
    return [
        *([] if fault == "binds-ipv6-only" else [open_socket(ipv4_host, port, group)]),
        *([] if fault == "binds-ipv4-only" else [open_ipv6_socket(port, group_ipv6)]),
    ]


def main():
    host, port, *groups, fault = sys.argv[1:]
    asyncio.run(serve(host, int(port), groups, fault))


if __name__ == "__main__":
    main()
