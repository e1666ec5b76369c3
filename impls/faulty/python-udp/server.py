"""An echo of datagrams (RFC 862 over UDP), through the fault that is named last on the command line."""

import asyncio
import signal
import socket
import sys
from dataclasses import dataclass

from datagram import LARGEST, Datagram, answer, open_socket, receive

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
    udp: socket.socket
    port: int
    fault: str
    loop: asyncio.AbstractEventLoop

    def __post_init__(self):
        self.waiting: list[Datagram] = []
        self.sessions: dict[tuple, bytearray] = {}
        self.sockets: dict[tuple, socket.socket] = {}
        self.buffer = bytearray(LARGEST)
        self.received = 0
        self.timer: asyncio.TimerHandle | None = None

    def read_waiting(self):
        """Takes what has arrived, a part of it in each turn of the loop."""
        for _ in range(64):
            try:
                datagram = receive(self.udp)
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
                self.loop.remove_reader(self.udp)
            case "skips-short" if len(datagram.data) < SHORTEST:
                pass
            case "skips-some" if self.received % 10 == 0:
                # It woke up once for two datagrams, and read one.
                pass
            case "cuts-at-a-frame":
                answer(self.udp, datagram.with_data(datagram.data[:FRAME]))
            case "cuts-at-8-kib":
                answer(self.udp, datagram.with_data(datagram.data[:BUFFER]))
            case "answers-twice":
                answer(self.udp, datagram)
                answer(self.udp, datagram)
            case "answers-from-new-port":
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as fresh:
                    fresh.sendto(datagram.data, datagram.peer)
            case "answers-from-any-address":
                answer(self.udp, datagram.from_address(None))
            case "answers-from-asked-address":
                # The address in the header, which may be that of many hosts: EINVAL for those.
                answer(self.udp, datagram.from_address(datagram.asked))
            case "remembers-peers":
                self.sessions.setdefault(datagram.peer, bytearray(b"x" * SESSION_BYTES))
                answer(self.udp, datagram)
            case "opens-socket-per-peer":
                self.socket_for(datagram.peer).send(datagram.data)
            case "answers-the-one-before":
                # A batch is handled once another datagram is there.
                self.waiting.append(datagram)
                if len(self.waiting) > 1:
                    answer(self.udp, self.waiting.pop(0))
            case "gathers" | "answers-last-writer" | "keeps-one-buffer":
                self.waiting.append(datagram)
            case "gives-up-when-behind":
                self.waiting.append(datagram)
                if self.timer is not None:
                    self.timer.cancel()
                self.timer = self.loop.call_later(0.15, self.answer_unless_behind)
            case _:
                answer(self.udp, datagram)

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
                answer(self.udp, own[0].with_data(data[: LARGEST - 29]))
            return
        for datagram in waiting:
            self.buffer[: len(datagram.data)] = datagram.data
        for datagram in waiting:
            if self.fault == "answers-last-writer":
                answer(self.udp, datagram.to_peer(last.peer))
            else:
                # All of them point into the buffer that the last one was read into.
                answer(self.udp, datagram.with_data(bytes(self.buffer[: len(datagram.data)])))

    def answer_unless_behind(self):
        waiting, self.waiting = self.waiting, []
        if len(waiting) <= WAITING_MAX:
            for datagram in waiting:
                answer(self.udp, datagram)

    def socket_for(self, peer):
        """A connected socket, as accept() would return: an error of it is taken for a fatal one."""
        if peer not in self.sockets:
            fresh = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            fresh.setblocking(False)
            fresh.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            fresh.bind(self.udp.getsockname())
            fresh.connect(peer)
            self.loop.add_reader(fresh, self.read_connected, fresh)
            self.sockets[peer] = fresh
        return self.sockets[peer]

    def read_connected(self, connected):
        try:
            connected.send(connected.recv(LARGEST))
        except OSError as error:
            sys.exit(f"{error}")


async def serve(host, port, group, fault):
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        on_signal = (lambda: None) if fault == "ignores-signals" else stopped.set
        loop.add_signal_handler(name, on_signal)
    own_host = "198.18.1.2" if fault == "binds-one-address" else host
    with open_socket(own_host, port, group) as udp:
        server = Server(udp, port, fault, loop)
        loop.add_reader(udp, server.read_waiting)
        await stopped.wait()


def main():
    host, port, group, fault = sys.argv[1:]
    asyncio.run(serve(host, int(port), group, fault))


if __name__ == "__main__":
    main()
