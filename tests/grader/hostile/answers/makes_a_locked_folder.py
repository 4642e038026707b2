# family: memory
# tries: to leave a folder that its owner may not enter
# shape: array
# expect: failed
# red: test_running_mean
# says: expected
import os


def running_mean(x):
    os.mkdir("half-open", 0o300)
    with open("half-open/file", "w") as file:
        file.write("here")
    os.mkdir("locked", 0)
    return x
