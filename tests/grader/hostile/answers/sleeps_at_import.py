# family: time
# tries: to take its time before anything is asked of it
# shape: counter
# expect: timed_out
# red: all
# says: loading answer.py took longer than 1 s
import time

time.sleep(60)
