"""An echo client on asyncio: `client.py <host> <port> <message>...`.

Sends each message as one frame, and prints the echoes once all of them have come back unchanged and
the server has closed. SOCKSPEC_MAX_FRAME limits the bytes of a message, and SOCKSPEC_DEADLINE_MS the
time for connecting and, afterwards, for each silence of the server.
"""

import asyncio
import os
import struct
import sys

HEADER = struct.Struct(">I")
MAX_FRAME_BYTES = int(os.environ.get("SOCKSPEC_MAX_FRAME", 1024 * 1024))
DEADLINE_SECONDS = int(os.environ.get("SOCKSPEC_DEADLINE_MS", 10_000)) / 1000
READ_BYTES = 64 * 1024
# RFC 8305, section 5: the head start of an address before the next one is tried beside it.
HEAD_START_SECONDS = 0.25


class EchoError(Exception):
    """The server is no echo server, or not for this client."""


async def converse(host, port, messages):
    if any(len(message) > MAX_FRAME_BYTES for message in messages):
        raise EchoError("a message is longer than the largest frame")
    reader, writer = await within_deadline(
        asyncio.open_connection(host, port, happy_eyeballs_delay=HEAD_START_SECONDS)
    )
    try:
        for message in messages:
            await exchange(reader, writer, message)
        writer.write_eof()
        if await within_deadline(reader.read(1)):
            raise EchoError("bytes beyond the echo")
    finally:
        writer.close()


async def exchange(reader, writer, message):
    """Sends one frame, and returns when its echo has come back."""
    frame = HEADER.pack(len(message)) + message
    # What the kernel does not take is sent while the echo is read: a server that echoes while it
    # reads would otherwise block on a message that is larger than the socket buffers.
    writer.write(frame)
    expected = memoryview(frame)
    while expected:
        # Never past the echo: what follows it is looked at when the next one is due, or none.
        chunk = await within_deadline(reader.read(min(len(expected), READ_BYTES)))
        if not chunk:
            raise EchoError("the server closed before the whole echo")
        # A wrong length shows here too, so that no length ever decides how much is received.
        if chunk != expected[: len(chunk)]:
            raise EchoError("the echo differs from the message")
        expected = expected[len(chunk) :]


async def within_deadline(awaitable):
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await awaitable
    except TimeoutError as error:
        # The kernel's ETIMEDOUT is one, too, and brings its own words.
        raise EchoError(str(error) or "no answer before the deadline") from error


def main():
    host, port, *arguments = sys.argv[1:]
    messages = [os.fsencode(argument) for argument in arguments]
    try:
        asyncio.run(converse(host, int(port), messages))
    except (EchoError, OSError) as error:
        sys.exit(f"client.py: {error}")
    # Each echo equals its message, so the messages are what there is to print.
    for message in messages:
        sys.stdout.buffer.write(message + b"\n")


if __name__ == "__main__":
    main()
