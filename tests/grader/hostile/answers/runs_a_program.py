# family: processes
# tries: to run a program by `subprocess`
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import subprocess


def running_mean(x):
    subprocess.run(["sleep", "20"], check=False)
    print("REACHED")
    return x
