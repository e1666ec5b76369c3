"""Paths of Unix-domain sockets, and abstract names."""

import os
import socket
import stat
from contextlib import suppress

# Whoever is in the group may connect, which takes permission to write. impl.json has to follow.
SOCKET_MODE = 0o660


def bind_at_path(name):
    """A socket that is bound to a path, or to an abstract name, written as `@name`.

    asyncio's own start_unix_server() removes the file of a server that lives.
    """
    path = "\0" + name[1:] if name.startswith("@") else name
    if not name.startswith("@"):
        remove_stale(path)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # The mode follows from the umask, so that the file never has another one.
    before = os.umask(0o777 & ~SOCKET_MODE)
    try:
        bound.bind(path)
    finally:
        os.umask(before)
    return bound


def remove_stale(path):
    """Removes the file of a server that was killed, at which bind() would fail.

    Only connecting tells it from that of a server that lives, which must stay.
    """
    with suppress(FileNotFoundError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        if not stat.S_ISSOCK(os.lstat(path).st_mode):
            return
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            os.unlink(path)


def remove_socket(name):
    if not name.startswith("@"):
        with suppress(FileNotFoundError):
            os.unlink(name)
