# family: memory
# tries: to take memory while nobody can read how much: the main thread has ended, another one serves
# shape: array
# needs: memory, files
# expect: out_of_memory or crashed
# because: that the main thread has left may itself be named
import ctypes
import mmap
import sys
import threading
import time

Server = sys.modules["prep.grader.serving"].Server
serve = Server.serve
hoard = []


def elsewhere(self):
    threading.Thread(target=serve, args=(self,)).start()
    ctypes.CDLL(None).pthread_exit(None)


Server.serve = elsewhere


def hoarding(function):
    def called(x):
        while len(hoard) < 30:
            hoard.append(mmap.mmap(-1, 10 * 2**20))
            for at in range(0, 10 * 2**20, 4096):
                hoard[-1][at] = 1
        time.sleep(0.3)
        return function(x)

    return called


softmax, running_mean, weighted_sum = map(hoarding, (softmax, running_mean, weighted_sum))
