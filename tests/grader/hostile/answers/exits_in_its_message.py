# family: leaving
# tries: to end when its exception is put into words
# shape: array
# expect: crashed
# red: test_running_mean
# says: exit status 0
import os


class Last(Exception):
    def __str__(self):
        os._exit(0)


def running_mean(x):
    raise Last
