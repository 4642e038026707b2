# expect: tampered
# red: test_triple
# says: it sent a malformed reply (a reply that nobody asked for)
import json
import socket
import struct


def triple(x):
    body = json.dumps({"reply": 0, "value": None}).encode()
    for descriptor in range(3, 64):
        try:
            with socket.socket(fileno=descriptor) as channel:
                channel.sendall(struct.pack(">II", len(body), 0) + body)
                channel.detach()
        except OSError:
            pass
    return 3 * x
