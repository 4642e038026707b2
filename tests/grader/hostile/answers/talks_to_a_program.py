# family: reaching
# tries: to talk to a program of the user's through a socket without a file
# shape: array
# needs: no-network
# expect: errored
# red: test_running_mean
# says: PermissionError
import socket


def running_mean(x):
    with socket.socket(socket.AF_UNIX) as program:
        program.connect("\0prep-hostile")
    print("REACHED")
    return x
