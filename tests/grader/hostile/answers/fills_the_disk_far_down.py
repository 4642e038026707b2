# family: memory
# tries: to fill the disk where the path has become too long to be followed
# shape: array
# expect: crashed
# says: your code wrote more than 64 MiB or 2,000 files
import os
import time

home = os.getcwd()
for _ in range(20):
    os.mkdir("d" * 240)
    os.chdir("d" * 240)
deep = os.open(".", os.O_RDONLY)
os.chdir(home)
files = []


def filling(function):
    def called(x):
        for _ in range(min(2, 5 - len(files))):
            files.append(os.open(f"file-{len(files)}", os.O_CREAT | os.O_WRONLY, dir_fd=deep))
            os.write(files[-1], bytes(15 * 2**20))
        time.sleep(0.3)
        return function(x)

    return called


softmax, running_mean, weighted_sum = map(filling, (softmax, running_mean, weighted_sum))
