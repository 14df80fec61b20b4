"""The real web server asks for sign-in before the body of an upload is sent."""

import socket

import pytest

from tests.browser.server import RealServer

MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize("address", ["/journal/import/", "/journal/new/"])
def test_nobody_s_upload_is_refused_by_its_head_alone(server: RealServer, address: str) -> None:
    """A body of 300 MB is promised, and not a byte of it sent: the answer does not wait for it."""
    head = (
        f"POST {address} HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: {300 * MEBIBYTE}\r\n\r\n"
    )
    with socket.create_connection(("localhost", server.port), timeout=60) as connection:
        connection.sendall(head.encode())
        answer = b""
        while b"</html>" not in answer and (piece := connection.recv(65536)):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert b"signed out" in answer
