# family: reaching
# tries: to change a file of the user's
# shape: array
# needs: files
# expect: errored
# red: test_running_mean
# says: PermissionError
def running_mean(x):
    with open("@CANARY@/secret.txt", "a") as file:
        file.write("mine")
    print("REACHED")
    return x
