"""What is owed for the bytes of one connection, without any input or output."""

import re
import struct

HEADER = struct.Struct(">I")
MAX_ELEMENTS = 1024 * 1024
MAX_LINE_BYTES = 64 * 1024
NUMBER = re.compile(rb"[*$](\d{1,10})")


class StreamEcho:
    """RFC 862: every byte comes back."""

    refused = False

    def __init__(self, _max_payload_bytes):
        pass

    def push(self, chunk):
        """Takes what has arrived, and returns what is owed now."""
        return chunk


class FrameEcho:
    """Holds back what has arrived until it ends on a frame boundary.

    An echo of whole frames is the input up to its last boundary, so frames need not be taken apart: a
    thousand small ones cost one write. Memory follows the bytes that arrived, not the length that a
    header claims.
    """

    def __init__(self, max_payload_bytes):
        self._max_payload_bytes = max_payload_bytes
        self._held = bytearray()
        # True after a length above the cap: where the next frame begins is not known any more.
        self.refused = False

    def push(self, chunk):
        self._held += chunk
        return take(self._held, self._end_of_complete())

    def _end_of_complete(self):
        held = self._held
        end = 0
        while len(held) - end >= HEADER.size:
            (payload_bytes,) = HEADER.unpack_from(held, end)
            self.refused = payload_bytes > self._max_payload_bytes
            frame_bytes = HEADER.size + payload_bytes
            if self.refused or len(held) - end < frame_bytes:
                break
            end += frame_bytes
        return end


class LineEcho:
    """Holds back what has arrived until it ends with a newline.

    Lines are not decoded: a character that is split across reads is whole again when its line is.
    """

    def __init__(self, max_line_bytes):
        self._max_line_bytes = max_line_bytes
        self._held = bytearray()
        # Up to here there is no newline: a line in small pieces is not searched from its beginning
        # again and again.
        self._searched = 0
        # True after a line above the cap, which need not have ended.
        self.refused = False

    def push(self, chunk):
        self._held += chunk
        end = self._end_of_complete()
        self._searched = len(self._held) - end
        return take(self._held, end)

    def _end_of_complete(self):
        end = 0
        while True:
            newline = self._held.find(b"\n", self._searched)
            line_end = len(self._held) if newline < 0 else newline
            self.refused = line_end - end > self._max_line_bytes
            if self.refused or newline < 0:
                return end
            end = self._searched = newline + 1


class RespEcho:
    """Answers the commands ECHO and PING of RESP2, and any other with an error."""

    def __init__(self, max_payload_bytes):
        self._max_payload_bytes = max_payload_bytes
        self._held = bytearray()
        # True after a length that is none, or above the cap.
        self.refused = False

    def push(self, chunk):
        self._held += chunk
        replies = bytearray()
        end = 0
        try:
            while (command := command_at(self._held, end, self._max_payload_bytes)) is not None:
                words, end = command
                replies += reply_to(words)
        except ValueError as error:
            self.refused = True
            replies += b"-ERR Protocol error: %b\r\n" % str(error).encode()
        del self._held[:end]
        return bytes(replies)


def command_at(held, start, max_payload_bytes):
    """The words of the command that begins there and where it ends, or None while it is incomplete.

    Raises ValueError for what is no command.
    """
    line = line_at(held, start)
    if line is None:
        return None
    text, end = line
    if not text.startswith(b"*"):
        return text.split(), end
    words = []
    for _ in range(number_in(text, MAX_ELEMENTS)):
        line = line_at(held, end)
        if line is None:
            return None
        text, end = line
        if not text.startswith(b"$"):
            raise ValueError("expected a bulk string")
        length = number_in(text, max_payload_bytes)
        if len(held) < end + length + 2:
            return None
        words.append(bytes(held[end : end + length]))
        end += length + 2
    return words, end


def line_at(held, start):
    newline = held.find(b"\n", start, start + MAX_LINE_BYTES)
    if newline >= 0:
        return bytes(held[start:newline]).removesuffix(b"\r"), newline + 1
    if len(held) - start >= MAX_LINE_BYTES:
        raise ValueError("a line that is too long")
    return None


def number_in(line, most):
    digits = NUMBER.fullmatch(line)
    if digits is None or int(digits[1]) > most:
        raise ValueError("invalid length")
    return int(digits[1])


def reply_to(words):
    if not words:
        return b""
    name, *arguments = words
    if name.upper() == b"PING" and not arguments:
        return b"+PONG\r\n"
    if name.upper() not in (b"PING", b"ECHO"):
        return b"-ERR unknown command\r\n"
    if len(arguments) != 1:
        return b"-ERR wrong number of arguments\r\n"
    return b"$%d\r\n%b\r\n" % (len(arguments[0]), arguments[0])


def take(held, end):
    """Removes the first bytes. What moves is shorter than one message."""
    taken = bytes(memoryview(held)[:end])
    del held[:end]
    return taken
