# family: right
# tries: to take a moment to be loaded
# shape: records
# expect: passed
import time

time.sleep(0.2)
