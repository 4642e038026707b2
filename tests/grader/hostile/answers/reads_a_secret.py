# family: reaching
# tries: to read a file of the user's
# shape: array
# needs: files
# expect: errored
# red: test_running_mean
# says: PermissionError
def running_mean(x):
    print("REACHED", open("@CANARY@/secret.txt").read())
    return x
