# family: reaching
# tries: to reach the network
# shape: array
# needs: no-network
# expect: errored
# red: test_running_mean
# says: PermissionError
import socket


def running_mean(x):
    socket.create_connection(("127.0.0.1", 9), timeout=1)
    print("REACHED")
    return x
