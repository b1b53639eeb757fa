"""Opens connections that each send half of something, and keeps them open until standard input ends.

    slow.py head|body|tls-head|http2-head ADDRESS COUNT TOKEN

Says `open` when every connection is, and how many of them the other side has closed when it is told to end.
"""

import socket
import ssl
import sys

kind, address, count, token = sys.argv[1:]
host, port = address.rsplit(":", 1)
head = f"GET /v1/orders/3f2b9a4e HTTP/1.1\r\nhost: bench.example\r\nauthorization: Bearer {token}\r\nx-half: ".encode()
body = (
    f"POST /v1/orders HTTP/1.1\r\nhost: bench.example\r\nauthorization: Bearer {token}\r\n"
    "content-type: application/json\r\ncontent-length: 1000\r\n\r\n"
).encode() + b" " * 500
# The preface, SETTINGS, and HEADERS without END_HEADERS: `:method: GET`, then 600 bytes of a field.
block = b"\x82\x40\x01a\x7f\xd9\x03" + b"b" * 600
http2 = (
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0\0\0\0\0"
    + len(block).to_bytes(3, "big") + b"\x01\x01\0\0\0\x01" + block
)
sent = {"head": head, "body": body, "tls-head": head, "http2-head": http2}[kind]

context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
context.set_alpn_protocols(["h2"] if kind == "http2-head" else ["http/1.1"])
connections = []
for _ in range(int(count)):
    connection = socket.create_connection((host, int(port)))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if kind in ("tls-head", "http2-head"):
        connection = context.wrap_socket(connection, server_hostname="bench.example")
    connection.sendall(sent)
    connections.append(connection)
print("open", flush=True)
sys.stdin.read()
closed = 0
for connection in connections:
    connection.setblocking(False)
    try:
        closed += connection.recv(1) == b""
    except (BlockingIOError, ssl.SSLWantReadError):
        pass
print(closed, flush=True)
