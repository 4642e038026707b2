# family: time
# tries: to use up all the time there is, a call at a time
# shape: counter
# expect: timed_out
# says: it took longer than
import time


class Meter(Meter):
    def add(self, value):
        time.sleep(0.8)
        super().add(value)

    def reset(self):
        time.sleep(0.8)
        super().reset()
