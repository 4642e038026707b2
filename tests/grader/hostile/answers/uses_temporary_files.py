# family: right
# tries: to keep what it computes in files
# shape: array
# expect: passed
import os
import shutil
import tempfile

import numpy as np

honest = softmax


def softmax(x):
    with tempfile.TemporaryDirectory() as folder:
        np.save(os.path.join(folder, "x.npy"), honest(x))
        shutil.copy2(os.path.join(folder, "x.npy"), os.path.join(folder, "y.npy"))
        return np.load(os.path.join(folder, "y.npy"))
