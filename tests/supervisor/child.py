"""A part to supervise: `child.py NAME PORT DIARY [MANNER…]`; writes to DIARY what it does."""

import os
import signal
import socket
import sys
import threading
from pathlib import Path


def answer(server: socket.socket) -> None:
    while True:
        connection, _ = server.accept()
        with connection:
            connection.recv(8_192)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


def serve(server: socket.socket, manners: list[str], stop: threading.Event) -> None:
    if "answering" in manners:
        threading.Thread(target=answer, args=(server,), daemon=True).start()
    if "fragile" in manners:
        sys.exit(4)
    stop.wait()


def main() -> None:
    name, port, diary, *manners = sys.argv[1:]
    stop = threading.Event()

    def note(what: str) -> None:
        with Path(diary).open("ab", buffering=0) as file:
            file.write(f"{what} {name} {os.getpid()}\n".encode())

    def ask_to_stop(*_: object) -> None:
        if "stubborn" not in manners:
            stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    if "chatty" in manners:
        sys.stdout.write("word " * 400_000)
        sys.stdout.flush()
    sys.stderr.write(f"\n{name} says hello\n")
    if "dying" in manners:
        sys.exit(3)
    note("start")
    if "deaf" in manners:
        stop.wait()
    with socket.create_server(("127.0.0.1", int(port))) as server:
        serve(server, manners, stop)
    note("stop")


main()
