# family: memory
# tries: to leave folders too deep to be cleared away
# shape: array
# expect: crashed or errored or timed_out
# because: whether the folder is looked at before the answer is through with it
import os


def running_mean(x):
    home = os.getcwd()
    for _ in range(1_200):
        os.mkdir("deeper")
        os.chdir("deeper")
    os.chdir(home)
    return x
