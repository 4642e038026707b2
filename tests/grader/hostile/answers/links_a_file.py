# family: reaching
# tries: to have a file of the user's under a name that can be read
# shape: array
# needs: files
# expect: failed
# red: test_running_mean
# says: expected
import os


def running_mean(x):
    for link in (os.link, os.symlink):
        try:
            link("@CANARY@/secret.txt", f"secret-{link.__name__}")
            print("REACHED", open(f"secret-{link.__name__}").read())
        except OSError:
            pass
    return x
