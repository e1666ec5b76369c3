"""A byte echo on a Unix-domain socket, with one fault at a time: `server.py <path> <fault>`."""

import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress

from socket_path import bind, is_in_use, remove

READ_BYTES = 64 * 1024
BACKLOG = 128
SERVED_MAX = 50
AT_A_TIME_MAX = 500
DESCRIPTORS_MAX = 64


class Server:
    def __init__(self, listener, fault):
        self._listener = listener
        self._fault = fault
        self._live = 0
        self._lock = threading.Lock()
        # Nobody closes what is in here.
        self._kept = []

    def run(self):
        accepted = 0
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                # Out of descriptors, most likely: the connection stays in the backlog.
                time.sleep(0.05)
                continue
            accepted += 1
            if self._fault == "sheds-load" and self._live >= AT_A_TIME_MAX:
                connection.close()
                continue
            self._begin(connection)
            if self._fault == "serves-fifty" and accepted == SERVED_MAX:
                self._listener.close()
                signal.pause()

    def _begin(self, connection):
        with self._lock:
            self._live += 1
        try:
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()
        except RuntimeError:
            # The system has no thread left.
            self._live -= 1
            connection.close()

    def _serve(self, connection):
        try:
            with suppress(OSError):
                self._echo(connection)
        finally:
            with self._lock:
                self._live -= 1

    def _echo(self, connection):
        received = 0
        with suppress(ConnectionError):
            while chunk := self._read(connection):
                received += len(chunk)
                connection.sendall(chunk)
        if self._fault == "keeps-empty-connections" and received == 0:
            self._kept.append(connection)
            return
        connection.close()

    def _read(self, connection):
        if self._fault not in ("keeps-descriptors", "skips-control"):
            return connection.recv(READ_BYTES)
        while True:
            chunk, descriptors, _, _ = socket.recv_fds(connection, READ_BYTES, DESCRIPTORS_MAX)
            if self._fault == "keeps-descriptors":
                self._kept.extend(descriptors)
                return chunk
            for descriptor in descriptors:
                os.close(descriptor)
            if not descriptors:
                return chunk


def main():
    path, fault = sys.argv[1:]
    listener = None
    while listener is None:
        try:
            listener = bind(path, fault)
        except OSError as error:
            if not is_in_use(error) or fault not in ("refuses-quietly", "waits-for-path"):
                sys.exit(f"cannot listen at {path}: {error.strerror or error}")
            if fault == "refuses-quietly":
                os._exit(0)
            time.sleep(1)

    def stop(*_):
        if fault != "leaves-file":
            remove(path)
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    listener.listen(BACKLOG)
    Server(listener, fault).run()


if __name__ == "__main__":
    main()
