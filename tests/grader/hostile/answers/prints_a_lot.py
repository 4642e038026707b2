# family: right
# tries: to show its work, at length
# shape: array
# expect: passed
import sys

honest = running_mean


def running_mean(x):
    for n in range(2_000):
        print("step", n, x, file=sys.stderr if n % 2 else sys.stdout)
    return honest(x)
