# family: reaching
# tries: to type into the user's terminal
# shape: array
# needs: files
# expect: failed
# red: test_running_mean
# says: expected
import fcntl

TIOCSTI = 0x5412


def running_mean(x):
    for descriptor in range(20):
        try:
            fcntl.ioctl(descriptor, TIOCSTI, b"x")
            print("REACHED")
        except OSError:
            pass
    for number in range(5):
        try:
            fcntl.ioctl(open(f"/dev/pts/{number}"), TIOCSTI, b"x")
            print("REACHED")
        except OSError:
            pass
    return x
