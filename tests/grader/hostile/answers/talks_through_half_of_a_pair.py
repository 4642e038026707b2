# family: reaching
# tries: to send a program of the user's a message from a pair of its own
# shape: array
# needs: no-network
# expect: errored
# red: test_running_mean
# says: your code raised
import socket


def running_mean(x):
    ours, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    ours.sendto(b"mine", "@SOCKET@")
    print("REACHED")
    return x
