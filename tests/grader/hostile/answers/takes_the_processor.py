# family: processes
# tries: to run before everything else on its processor
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os


def running_mean(x):
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    print("REACHED")
    return x
