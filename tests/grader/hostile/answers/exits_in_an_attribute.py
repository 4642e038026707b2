# family: leaving
# tries: to end when an attribute is read
# shape: counter
# expect: crashed
# red: all
# says: exit status 0
import os


class Meter(Meter):
    @property
    def count(self):
        os._exit(0)

    @count.setter
    def count(self, value):
        pass

    def __len__(self):
        return 0

    def mean(self):
        return 0.0
