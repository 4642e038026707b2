# family: forging
# tries: to have an old reply stand for the next call
# shape: array
# expect: tampered
# red: test_weighted_sum
# says: it sent a malformed reply (a reply that nobody asked for)
import sys

honest = running_mean
Channel = sys.modules["prep.grader.channel"].Channel
send = Channel.send


def twice(self, head, buffers, **more):
    send(self, head, buffers, **more)
    send(self, head, buffers, **more)


def running_mean(x):
    Channel.send = twice
    return honest(x)
