# family: crashes
# tries: to crash with a long report on the way out
# shape: array
# expect: crashed
# red: test_running_mean
# says: your code crashed Python (segmentation fault)
import faulthandler

faulthandler.enable(all_threads=True)


def running_mean(x):
    faulthandler._sigsegv()
