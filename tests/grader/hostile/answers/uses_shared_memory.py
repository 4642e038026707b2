# family: memory
# tries: to take memory that stays when it is gone, as a file
# shape: array
# needs: files
# expect: errored
# red: test_running_mean
# says: PermissionError
from multiprocessing import shared_memory


def running_mean(x):
    room = shared_memory.SharedMemory(create=True, size=2**20)
    room.unlink()
    print("REACHED")
    return x
