# family: time
# tries: to keep each call within its limit, and the check never
# shape: counter
# expect: timed_out
# red: test_mean
# says: it took longer than
import time


class Meter(Meter):
    def add(self, value):
        if self.count and value != 1:
            time.sleep(0.6)
        super().add(value)
