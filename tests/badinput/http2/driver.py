"""Sends scripted HTTP/2 frames and says what came back.

Reads one JSON object a line: where to connect, the steps of a script, and the streams whose end is waited for. Writes one
JSON object a line. Frames and header compression are those of `hyperframe` and `hpack`, which check nothing: a script may
send what no client would.

Steps, one a line, words as in a shell, escapes as in Python, `%` the number of a stream in a repetition:

    preface [ID=VALUE ..]          what a client sends first; a script without it begins with a plain one
    headers STREAM [end] [open] NAME=VALUE ..   `open` leaves the block open
    continuation STREAM [open] NAME=VALUE ..
    push STREAM PROMISED NAME=VALUE ..
    data STREAM [end] [TEXT]
    filled STREAM [end] BYTES      that many bytes of data
    bomb STREAM COUNT BYTES NAME=VALUE ..   a field of that size, repeated by its index
    raw KIND FLAGS STREAM HEX
    bytes HEX                      what is no frame
    rst STREAM CODE | window STREAM COUNT | ping | settings [ID=VALUE ..] | priority STREAM
    await STREAM                   until that stream has ended
    mute                           answers nothing of its own accord: no frame comes between those of the script
    acknowledging                  from here, opens both windows for each frame of data that comes
    repeat COUNT STEP [; STEP ..]
"""

import json
import shlex
import socket
import ssl
import sys
import threading

from hpack import Decoder, Encoder
from hyperframe.frame import (
    ContinuationFrame, DataFrame, Frame, GoAwayFrame, HeadersFrame, PingFrame, PriorityFrame, PushPromiseFrame,
    RstStreamFrame, SettingsFrame, WindowUpdateFrame,
)

CODES = [
    "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
    "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM",
    "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
]
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

# Longer than anything takes; only a hang meets it.
PATIENCE = 20


def code(number):
    return CODES[number] if number < len(CODES) else str(number)


class Connection:
    """One connection: the thread that calls writes, another one reads."""

    def __init__(self, address):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols(["h2"])
        plain = socket.create_connection((address[0], address[1]), PATIENCE)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.settimeout(PATIENCE)
        self.socket = plain
        self.coming, self.going = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.secure = context.wrap_bio(self.coming, self.going, server_hostname="localhost")
        self.shake()
        assert self.secure.selected_alpn_protocol() == "h2"
        self.encoder = Encoder()
        self.decoder = Decoder()
        self.changed = threading.Condition()
        self.status, self.resets, self.bodies = {}, {}, {}
        self.ended = set()
        self.goaway = None
        self.closed = False
        self.acknowledging = self.mute = False
        self.sending, self.securing = threading.Lock(), threading.Lock()
        self.begun = threading.Event()
        threading.Thread(target=self.read, daemon=True).start()

    def shake(self):
        while True:
            try:
                return self.secure.do_handshake()
            except ssl.SSLWantReadError:
                self.socket.sendall(self.going.read())
                self.coming.write(self.socket.recv(65536))

    def clear(self):
        """The bytes that have come, without TLS."""
        with self.securing:
            try:
                return self.secure.read(65536)
            except ssl.SSLWantReadError:
                pass
        piece = self.socket.recv(65536)
        with self.securing:
            if piece:
                self.coming.write(piece)
            else:
                self.coming.write_eof()
        return None

    def read(self):
        held = b""
        self.begun.wait()
        try:
            while (piece := self.clear()) != b"":
                held += piece or b""
                while len(held) >= 9:
                    frame, length = Frame.parse_frame_header(memoryview(held[:9]))
                    if len(held) < 9 + length:
                        break
                    frame.parse_body(memoryview(held[9 : 9 + length]))
                    held = held[9 + length :]
                    self.take(frame)
        except (OSError, ssl.SSLError):
            pass
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def take(self, frame):
        with self.changed:
            stream = frame.stream_id
            if isinstance(frame, HeadersFrame):
                fields = dict(self.decoder.decode(frame.data))
                if ":status" in fields:
                    self.status.setdefault(stream, int(fields[":status"]))
            elif isinstance(frame, DataFrame):
                self.bodies[stream] = self.bodies.get(stream, 0) + len(frame.data)
            elif isinstance(frame, RstStreamFrame):
                self.resets[stream] = code(frame.error_code)
                self.ended.add(stream)
            elif isinstance(frame, GoAwayFrame):
                self.goaway = code(frame.error_code)
            if "END_STREAM" in frame.flags:
                self.ended.add(stream)
            self.changed.notify_all()
        if self.mute:
            return
        if isinstance(frame, SettingsFrame) and "ACK" not in frame.flags:
            self.send(SettingsFrame(0, flags=["ACK"]).serialize())
        elif isinstance(frame, PingFrame) and "ACK" not in frame.flags:
            self.send(PingFrame(0, frame.opaque_data, flags=["ACK"]).serialize())
        elif isinstance(frame, DataFrame) and self.acknowledging and frame.data:
            opened = [WindowUpdateFrame(at, len(frame.data)).serialize() for at in (0, frame.stream_id)]
            self.send(b"".join(opened))

    def send(self, data):
        """A connection that the other side has closed is no error here: what came back tells."""
        try:
            if not data:
                return
            with self.sending:
                with self.securing:
                    self.secure.write(data)
                    sealed = self.going.read()
                self.socket.sendall(sealed)
        except (OSError, ssl.SSLError):
            pass

    def until(self, reached, patience=PATIENCE):
        with self.changed:
            return self.changed.wait_for(lambda: self.closed or reached(), patience)

    def fields(self, words):
        pairs = [word[:1] + word[1:].split("=", 1)[0] for word in words]
        values = [word[len(name) + 1 :] for name, word in zip(pairs, words)]
        return [(text(name), text(value)) for name, value in zip(pairs, values)]

    def block(self, words):
        return self.encoder.encode(self.fields(words), huffman=False)

    def step(self, words):
        """The bytes of one step."""
        name, rest = words[0], words[1:]
        flags = [flag for flag in ("end", "open") if flag in rest]
        rest = [word for word in rest if word not in flags]
        if name == "bytes":
            return bytes.fromhex(rest[0])
        if name == "preface":
            return PREFACE + SettingsFrame(0, settings=settings(rest)).serialize()
        if name == "settings":
            return SettingsFrame(0, settings=settings(rest)).serialize()
        if name == "ping":
            return PingFrame(0, b"badinput").serialize()
        if name == "raw":
            payload = bytes.fromhex(rest[3]) if len(rest) > 3 else b""
            head = len(payload).to_bytes(3, "big") + bytes([int(rest[0], 0), int(rest[1], 0)])
            return head + int(rest[2]).to_bytes(4, "big") + payload
        stream = int(rest[0])
        if name == "await":
            self.until(lambda: stream in self.ended)
            return b""
        if name == "rst":
            return on(stream, RstStreamFrame(1, CODES.index(rest[1])))
        if name == "window":
            return b"\x00\x00\x04\x08\x00" + stream.to_bytes(4, "big") + int(rest[1]).to_bytes(4, "big")
        if name == "priority":
            return PriorityFrame(stream, depends_on=0, stream_weight=15).serialize()
        if name == "data":
            data = text(rest[1]) if len(rest) > 1 else b""
            return on(stream, DataFrame(1, data, flags=["END_STREAM"] if "end" in flags else []))
        if name == "filled":
            data = b" " * int(rest[1])
            return on(stream, DataFrame(1, data, flags=["END_STREAM"] if "end" in flags else []))
        if name == "push":
            frame = PushPromiseFrame(stream, int(rest[1]), self.block(rest[2:]), flags=["END_HEADERS"])
            return frame.serialize()
        shown = ([] if "open" in flags else ["END_HEADERS"]) + (["END_STREAM"] if "end" in flags else [])
        if name == "headers":
            return on(stream, HeadersFrame(1, self.block(rest[1:]), flags=shown))
        if name == "continuation":
            return ContinuationFrame(stream, self.block(rest[1:]), flags=shown).serialize()
        if name == "bomb":
            count, size = int(rest[1]), int(rest[2])
            first = self.block(rest[3:] + ["x-bomb=" + "b" * size])
            return self.blocks(stream, first + b"\xbe" * count)
        raise ValueError(f"unknown step {name}")

    def blocks(self, stream, block):
        """A header block in frames of 16 KiB."""
        pieces = [block[at : at + 16384] for at in range(0, len(block), 16384)]
        frames = [HeadersFrame(stream, pieces[0], flags=["END_STREAM"])]
        frames += [ContinuationFrame(stream, piece) for piece in pieces[1:]]
        frames[-1].flags.add("END_HEADERS")
        return b"".join(frame.serialize() for frame in frames)


def on(stream, frame):
    """The frame on any stream, also where it may not be."""
    frame.stream_id = stream
    return frame.serialize()


def text(word):
    return word.encode("latin-1").decode("unicode_escape").encode("latin-1")


def settings(words):
    return {int(key): int(value) for key, value in (word.split("=") for word in words)}


def run(order):
    steps = [shlex.split(line, posix=True) for line in order["steps"].splitlines() if line.strip()]
    connection = Connection(order["address"])
    if not any(words[0] in ("preface", "bytes") for words in steps):
        steps.insert(0, ["preface"])
    for words in steps:
        if words[0] in ("acknowledging", "mute"):
            setattr(connection, words[0], True)
        elif words[0] == "repeat":
            parts = list(split(words[2:]))
            size = 1 if any(part[0] == "await" for part in parts) else 100
            for batch in range(0, int(words[1]), size):
                for part in parts if size == 1 else []:
                    connection.send(connection.step(numbered(part, batch)))
                numbers = range(batch, min(batch + size, int(words[1]))) if size > 1 else []
                connection.send(b"".join(connection.step(numbered(part, at)) for at in numbers for part in parts))
                if connection.closed:
                    break
        else:
            connection.send(connection.step(words))
            connection.begun.set()
    streams = set(order["await"])
    is_over = lambda: streams and streams <= connection.ended
    connection.until(is_over)
    if connection.goaway not in (None, "NO_ERROR"):
        connection.until(lambda: False)
    with connection.changed:
        found = {
            "goaway": connection.goaway,
            "closed": connection.closed,
            "status": connection.status,
            "resets": connection.resets,
            "bytes": connection.bodies,
        }
    try:
        connection.socket.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    connection.socket.close()
    return found


def numbered(words, at):
    return [word.replace("%", str(2 * at + 1)) for word in words]


def split(words):
    """The steps of a repetition, which `;` divides."""
    part = []
    for word in words:
        if word == ";":
            yield part
            part = []
        else:
            part.append(word)
    yield part


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
