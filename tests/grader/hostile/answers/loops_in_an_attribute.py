# family: time
# tries: to take for ever over an attribute
# shape: counter
# expect: timed_out
# red: test_count
# says: it took longer than 1 s a call
import time


class Meter(Meter):
    def __getattribute__(self, name):
        if name == "count":
            time.sleep(60)
        return super().__getattribute__(name)

    def reset(self):
        self.__dict__["count"] = 0
        self.sum = 0.0

    def add(self, value):
        self.__dict__["count"] += 1
        self.sum += value

    def mean(self):
        if not self.__dict__["count"]:
            raise ValueError("the mean of nothing")
        return self.sum / self.__dict__["count"]

    def __len__(self):
        return self.__dict__["count"]
