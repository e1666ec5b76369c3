"""What is owed for the bytes of one connection, without any input or output."""

import struct

HEADER = struct.Struct(">I")


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


def take(held, end):
    """Removes the first bytes. What moves is shorter than one message."""
    taken = bytes(memoryview(held)[:end])
    del held[:end]
    return taken
