# family: forging
# tries: to answer the call itself, by a frame in the channel's descriptor
# shape: array
# expect: tampered
# red: test_running_mean
# says: it sent a malformed reply (a reply that nobody asked for)
import json
import os
import stat
import struct


def send(head, payload=b"", times=1):
    """A frame into every socket there is."""
    body = json.dumps(head).encode()
    for descriptor in range(3, 21):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, (struct.pack(">II", len(body), len(payload)) + body + payload) * times)
        except OSError:
            pass


def running_mean(x):
    send({"reply": 1, "value": True})
    return x
