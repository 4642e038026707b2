# family: right
# tries: to return NumPy's numbers where Python's are usual
# shape: counter
# expect: passed
import numpy as np


class Meter(Meter):
    def mean(self):
        return np.float64(super().mean())
