# family: crashes
# tries: to read memory whose file has gone
# shape: array
# expect: crashed
# red: test_running_mean
# says: your code was ended by SIGBUS
import mmap


def running_mean(x):
    with open("file", "wb+") as file:
        file.write(bytes(2**16))
        file.flush()
        mapped = mmap.mmap(file.fileno(), 2**16)
        file.truncate(0)
        return mapped[2**15]
