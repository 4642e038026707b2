# family: forging
# tries: to call a function of the host's by its number
# shape: records
# expect: tampered
# red: test_top, test_top_of_counts, test_top_refuses
# says: it sent a malformed reply (a callback that nobody gave)
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


def top(counts, n):
    send({"ask": 1, "callback": 99, "args": ["u"], "kwargs": ["d"]})
    return []
