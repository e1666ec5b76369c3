"""A client on the module socket, with one fault at a time."""

import socket
import sys

HEADER_BYTES = 4


def encode(messages: list[bytes], fault: str) -> list[bytes]:
    """Returns a frame for each message."""
    lengths = [len(message) for message in messages]
    if fault == "keeps-first-length":
        lengths = lengths[:1] * len(messages)
    return [
        length.to_bytes(HEADER_BYTES, "big") + message
        for length, message in zip(lengths, messages, strict=True)
    ]


def send(connection: socket.socket, frame: bytes, fault: str) -> None:
    if fault == "writes-once":
        # With a timeout the socket is non-blocking: what its buffer does not take is not sent.
        connection.send(frame)
    else:
        connection.sendall(frame)


def receive(connection: socket.socket, expected: bytes, fault: str) -> None:
    """Compares what comes back with the frame, until it is complete or the server ends."""
    received = b""
    while len(received) < len(expected):
        data = connection.recv(65_536)
        received += data
        if not data or not expected.startswith(received) or fault == "one-recv":
            break
    if not expected.startswith(received):
        raise ValueError("the server sent other bytes")
    if received != expected:
        raise ValueError(f"the server ended after {len(received)} of {len(expected)} bytes")


def end(connection: socket.socket) -> None:
    """Shuts down writing, and waits for the server to do the same."""
    connection.shutdown(socket.SHUT_WR)
    if connection.recv(1):
        raise ValueError("the server sent more than the echo")


def print_echoes(messages: list[str], fault: str) -> None:
    between = "" if fault == "joins-echoes" else "\n"
    print(between.join(messages))


def main(host: str, port: str, deadline_ms: str, fault: str, *messages: str) -> None:
    frames = encode([message.encode() for message in messages], fault)
    deadline = float(deadline_ms) / 1000
    connect_within = None if fault == "connect-blocks" else deadline
    address = (host, int(port))
    if fault == "looks-first":
        socket.create_connection(address, connect_within).close()
    for together in [[frame] for frame in frames] if fault == "connects-for-each" else [frames]:
        with socket.create_connection(address, connect_within) as connection:
            connection.settimeout(deadline)
            for frame in together:
                send(connection, frame, fault)
                receive(connection, frame, fault)
            end(connection)
    print_echoes(list(messages), fault)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (OSError, ValueError) as error:
        sys.exit(str(error))
