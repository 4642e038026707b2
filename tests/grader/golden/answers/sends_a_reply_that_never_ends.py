# expect: timed_out
# red: test_triple
# says: it took longer than 1 s a call
import socket
import struct
import time


def triple(x):
    for descriptor in range(3, 64):
        try:
            with socket.socket(fileno=descriptor) as channel:
                channel.sendall(struct.pack(">II", 1000, 0) + b"{")
                channel.detach()
        except OSError:
            pass
    time.sleep(60)
