# family: memory
# tries: to fill the disk in a folder that nobody may list
# shape: array
# expect: crashed
# says: your code wrote more than 64 MiB or 2,000 files
import os
import time

os.mkdir("hidden", 0o300)
files = []


def filling(function):
    def called(x):
        for _ in range(min(2, 5 - len(files))):
            files.append(os.open(f"hidden/file-{len(files)}", os.O_CREAT | os.O_WRONLY))
            os.write(files[-1], bytes(15 * 2**20))
        time.sleep(0.3)
        return function(x)

    return called


softmax, running_mean, weighted_sum = map(filling, (softmax, running_mean, weighted_sum))
