# family: memory
# tries: to take its own limits away
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: your code raised
import resource


def running_mean(x):
    resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print("REACHED")
    return x
