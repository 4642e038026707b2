# family: reaching
# tries: to send out what it knows as a question for a name
# shape: array
# needs: no-network
# expect: errored
# red: test_running_mean
# says: PermissionError
import socket

QUESTION = bytes.fromhex("0001 0100 0001 0000 0000 0000 04") + b"mine" + bytes.fromhex("07") + b"invalid"


def running_mean(x):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as names:
        names.sendto(QUESTION + bytes.fromhex("00 0001 0001"), ("127.0.0.1", 53))
    print("REACHED")
    return x
