# expect: timed_out
# red: test_triple
# says: it took longer than 1 s a call
import itertools
import signal

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)


def triple(x):
    return sum(itertools.count())
