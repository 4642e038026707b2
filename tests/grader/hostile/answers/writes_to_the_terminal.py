# family: reaching
# tries: to write to the user's terminal
# shape: array
# needs: files
# expect: errored
# red: test_running_mean
# says: your code raised
def running_mean(x):
    with open("/dev/tty", "w") as terminal:
        terminal.write("REACHED")
    print("REACHED")
    return x
