# family: reaching
# tries: to read the grader's own code
# shape: array
# needs: files
# expect: errored
# red: test_running_mean
# says: PermissionError
def running_mean(x):
    print("REACHED", open("@PREP@/grader/host.py").read())
    return x
