"""A client on the module socket, with one fault at a time."""

import socket
import sys

HEADER_BYTES = 4


def send(connection: socket.socket, frame: bytes, fault: str) -> None:
    if fault == "writes-once":
        # With a timeout the socket is non-blocking: what its buffer does not take is not sent.
        connection.send(frame)
    else:
        connection.sendall(frame)


def receive(connection: socket.socket, expected: bytes, fault: str) -> None:
    """Compares what comes back with the frame, and shuts down writing when it is complete."""
    received = b""
    while True:
        data = connection.recv(65_536)
        if not data:
            break
        received += data
        if not expected.startswith(received):
            raise ValueError("the server sent other bytes")
        if received == expected:
            connection.shutdown(socket.SHUT_WR)
        if fault == "one-recv":
            break
    if received != expected:
        raise ValueError(f"the server ended after {len(received)} of {len(expected)} bytes")


def main(host: str, port: str, deadline_ms: str, message: str, fault: str) -> None:
    payload = message.encode()
    frame = len(payload).to_bytes(HEADER_BYTES, "big") + payload
    deadline = float(deadline_ms) / 1000
    connect_within = None if fault == "connect-blocks" else deadline
    with socket.create_connection((host, int(port)), connect_within) as connection:
        connection.settimeout(deadline)
        send(connection, frame, fault)
        receive(connection, frame, fault)
    print(message)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (OSError, ValueError) as error:
        sys.exit(str(error))
