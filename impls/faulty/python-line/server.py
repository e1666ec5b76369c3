"""A line server with one fault at a time: `server.py <host> <port> <max line bytes> <fault>`."""

import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress

READ_BYTES = 64 * 1024


class Lines:
    """The lines of one connection, with the fault that concerns them."""

    def __init__(self, fault, max_line_bytes):
        self._fault = fault
        self._max_line_bytes = max_line_bytes
        self._held = bytearray()
        self.refused = False

    def push(self, chunk):
        """Takes what one recv() returned, and returns what is sent for it."""
        if self._fault == "one-recv-one-line":
            # As tutorials have it: what recv() returns is taken for a line.
            return chunk.strip() + b"\n"
        if self._fault == "decodes-each-read":
            chunk = chunk.decode("utf-8", "replace").encode()
        searched = len(self._held)
        self._held += chunk
        replies = []
        while (end := self._held.find(b"\n", searched)) >= 0 and not self._is_long(end):
            replies.append(self._reply(bytes(self._held[:end])) + b"\n")
            del self._held[: end + 1]
            searched = 0
        self.refused = self.refused or (end < 0 and self._is_long(len(self._held)))
        return b"".join(replies)

    def _is_long(self, line_bytes):
        if self._fault == "endless-line":
            return False
        self.refused = self.refused or line_bytes > self._max_line_bytes
        return self.refused

    def _reply(self, line):
        if self._fault == "strips-carriage-return":
            return line.rstrip(b"\r")
        if self._fault == "stops-at-nul":
            return line.split(b"\0")[0]
        if self._fault == "replaces-bytes":
            return line.decode("utf-8", "replace").encode()
        return line


def serve(connection, lines):
    with connection, suppress(OSError):
        while chunk := connection.recv(READ_BYTES):
            connection.sendall(lines.push(chunk))
            if lines.refused:
                linger(connection)
                return


def linger(connection):
    """Discards what the peer still sends: a close with unread bytes would take back the last echoes."""
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(1)
    ends_at = time.monotonic() + 1
    while time.monotonic() < ends_at and connection.recv(READ_BYTES):
        pass


def main():
    host, port, max_line_bytes, fault = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    listener = socket.create_server((host, int(port)), backlog=1024)
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            # Out of descriptors: the connection stays in the backlog.
            time.sleep(0.05)
            continue
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = Lines(fault, int(max_line_bytes))
        threading.Thread(target=serve, args=(connection, lines), daemon=True).start()


if __name__ == "__main__":
    main()
