"""Binding to the path of a Unix-domain socket, or to an abstract name, written as `@name`."""

import errno
import os
import signal
import socket
import stat
import time
from contextlib import suppress

SOCKET_MODE = 0o660

# sun_path, with and without the terminating NUL.
NAME_BYTES = 108
PATH_BYTES = 107

# Faults that do not find out whether the file at their path is stale.
LEAVING = ("refuses-stale-path", "refuses-quietly", "waits-for-path")


def bind(path, fault):
    """A bound socket.

    Raises OSError, with EADDRINUSE where another server has the path.
    """
    if fault == "ends-predecessor":
        end_predecessor(path)
    if fault == "cuts-path":
        path = path[:PATH_BYTES]
    if path.startswith("@"):
        name = b"\0" + path[1:].encode()
        path = name.ljust(NAME_BYTES, b"\0") if fault == "pads-name" else name
    elif fault == "replaces-any-socket":
        remove(path)
    elif fault not in LEAVING:
        remove_stale(path)
    kind = socket.SOCK_SEQPACKET if fault == "listens-for-packets" else socket.SOCK_STREAM
    bound = socket.socket(socket.AF_UNIX, kind)
    before = os.umask(0o022 if fault == "leaves-mode-to-umask" else 0o777 & ~SOCKET_MODE)
    try:
        bound.bind(path)
    finally:
        os.umask(before)
    return bound


def is_in_use(error):
    return error.errno == errno.EADDRINUSE


def remove(path):
    with suppress(FileNotFoundError):
        os.unlink(path)


def remove_stale(path):
    """Only connecting tells the file of a server that was killed from that of one that lives."""
    with suppress(FileNotFoundError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        if not stat.S_ISSOCK(os.lstat(path).st_mode):
            return
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            os.unlink(path)


def end_predecessor(path):
    """Ends the process that is named in a file beside the socket, and writes the own number there."""
    if path.startswith("@"):
        return
    file = os.path.join(os.path.dirname(path), "pid")
    with suppress(FileNotFoundError, ProcessLookupError, ValueError):
        with open(file, encoding="ascii") as written:
            os.kill(int(written.read()), signal.SIGTERM)
        time.sleep(0.2)
    with open(file, "w", encoding="ascii") as writing:
        writing.write(str(os.getpid()))
