# family: memory
# tries: to fill the disk by one file
# shape: array
# expect: errored
# red: test_running_mean
# says: File too large
def running_mean(x):
    with open("large", "wb") as file:
        for _ in range(40):
            file.write(bytes(2**20))
    print("REACHED")
    return x
