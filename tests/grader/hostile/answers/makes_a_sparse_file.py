# family: memory
# tries: to make a file far larger than the disk
# shape: array
# expect: errored
# red: test_running_mean
# says: File too large
def running_mean(x):
    with open("sparse", "wb") as file:
        file.truncate(2**40)
    print("REACHED")
    return x
