# family: processes
# tries: to give a socket an owner, whom the kernel signals when data comes
# shape: array
# needs: no-processes
# expect: failed
# red: test_running_mean
# says: expected
import fcntl
import os
import signal
import socket
import time

F_SETSIG = 10


def running_mean(x):
    ours, theirs = socket.socketpair()
    try:
        fcntl.fcntl(ours, fcntl.F_SETOWN, int("@PROCESS@"))
        fcntl.fcntl(ours, F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(ours, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
        theirs.send(b"x")
        time.sleep(0.1)
    except PermissionError:
        pass
    return x
