# family: forging
# tries: to look fast: nothing is computed until the one result that is checked is fetched
# shape: array
# stage: 2
# expect: failed
# red: test_running_mean_is_quick
import sys

import numpy as np

Server = sys.modules["prep.grader.serving"].Server
perform = Server._perform


class Later:
    def __init__(self, x):
        self.x = x


def loop(x):
    for _ in range(10):
        means = [x[: n + 1].mean() for n in range(len(x))]
    return np.array(means)


def fetched(self, head, payload):
    value = perform(self, head, payload)
    return loop(value.x) if type(value) is Later else value


Server._perform = fetched


def running_mean(x):
    return Later(x)
