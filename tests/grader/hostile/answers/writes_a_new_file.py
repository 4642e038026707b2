# family: reaching
# tries: to leave a file in a folder of the user's
# shape: array
# needs: files
# expect: errored
# red: test_running_mean
# says: PermissionError
def running_mean(x):
    with open("@CANARY@/new.txt", "w") as file:
        file.write("mine")
    print("REACHED")
    return x
