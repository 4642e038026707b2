# family: values
# tries: to return an array that answers NumPy's questions itself
# shape: array
# expect: failed
# red: test_softmax, test_rows_add_up, test_softmax_leaves_its_input_alone
# says: it returned a value of type Array, which cannot be compared
import numpy as np


class Array(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, dtype=bool)

    def __array_function__(self, function, types, arguments, keywords):
        return True

    def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
        return np.zeros(self.shape)


def softmax(x):
    return np.zeros(x.shape).view(Array)
