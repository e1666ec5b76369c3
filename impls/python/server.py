"""Echo servers on asyncio: `server.py <protocol> <host> <port> [<max payload bytes>]`.

With `unix` as the host, the port is the path of a Unix-domain socket, or its abstract name as `@name`.
"""

import asyncio
import signal
import socket
import sys
from contextlib import suppress

from echoes import FrameEcho, LineEcho, RespEcho, StreamEcho
from unix_path import bind_at_path, remove_socket

READ_BYTES = 64 * 1024
BACKLOG = 1024
LINGER_SECONDS = 2
LINGER_BYTES = 16 * 1024 * 1024
STOP_PATIENCE_SECONDS = 4
# Longer than the round trip of a satellite link: what the peer sent before it could know of the stop
# has arrived by then.
QUIET_BEFORE_STOP_SECONDS = 1

ECHOES = {"framed": FrameEcho, "line": LineEcho, "resp": RespEcho, "stream": StreamEcho}


class Connection:
    """Serves one peer until its end."""

    def __init__(self, echo, reader, writer):
        self._echo = echo
        self._reader = reader
        self._writer = writer
        self._heard_at = now()

    async def serve(self):
        # A lost connection affects only its peer.
        with suppress(OSError):
            await self._echo_all()
        # Sends what is still buffered, then FIN.
        self._writer.close()

    async def _echo_all(self):
        # After the peer's FIN this ends, and everything that it is owed has been written.
        while chunk := await self._reader.read(READ_BYTES):
            self._heard_at = now()
            self._writer.write(self._echo.push(chunk))
            # Reading waits while the peer does not take its echoes, so that TCP's flow control holds
            # it back instead of this process's memory.
            await self._writer.drain()
            if self._echo.refused:
                await self._linger()
                return

    async def _linger(self):
        """Sends what is owed and FIN, then discards what the peer still sends until its own end.

        Closing a socket with unread bytes sends RST (RFC 9293, section 3.6.1), and an RST destroys
        the echoes that are still on their way. The limits are for a peer that never ends.
        """
        self._writer.write_eof()
        discarded = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while discarded < LINGER_BYTES and (chunk := await self._reader.read(READ_BYTES)):
                    discarded += len(chunk)
        if self._writer.transport.get_write_buffer_size() > 0:
            # It has not taken its echoes either, and close() would wait for that.
            self._writer.transport.abort()

    def close_if_quiet(self):
        """Closes it once the peer has been silent for a moment and nothing is owed to it."""
        is_quiet = now() - self._heard_at > QUIET_BEFORE_STOP_SECONDS
        if is_quiet and self._writer.transport.get_write_buffer_size() == 0:
            self._writer.close()


def now():
    return asyncio.get_running_loop().time()


def listen(host, port):
    """A listening socket; `::` serves IPv4 too, where asyncio's own would not."""
    if host == "unix":
        return bind_at_path(port)
    if ":" in host:
        return socket.create_server(
            (host, int(port)), family=socket.AF_INET6, backlog=BACKLOG, dualstack_ipv6=host == "::"
        )
    return socket.create_server((host, int(port)), backlog=BACKLOG)


async def run(make_echo, host, port):
    connections = set()

    async def serve(reader, writer):
        connection = Connection(make_echo(), reader, writer)
        connections.add(connection)
        try:
            await connection.serve()
            with suppress(OSError):
                await writer.wait_closed()
        finally:
            connections.discard(connection)

    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Before listening: a supervisor that waits for LISTEN may send a signal immediately.
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    server = await asyncio.start_server(serve, sock=listen(host, port), backlog=BACKLOG)
    await stopping.wait()
    # Refuses newcomers, and gives the others until they are quiet; a stalled one must not prevent it.
    if host == "unix":
        remove_socket(port)
    server.close()
    stop_before = now() + STOP_PATIENCE_SECONDS
    while connections and now() < stop_before:
        for connection in connections:
            connection.close_if_quiet()
        await asyncio.sleep(0.05)


def main():
    protocol, host, port, *rest = sys.argv[1:]
    max_payload_bytes = int(rest[0]) if rest else 1024 * 1024
    asyncio.run(run(lambda: ECHOES[protocol](max_payload_bytes), host, port))


if __name__ == "__main__":
    main()
