# expect: tampered or crashed
# red: test_triple
import os


def triple(x):
    for descriptor in range(256):
        try:
            os.write(descriptor, b"\xff" * 64)
        except OSError:
            pass
    return 3 * x
