# family: right
# tries: to change directory, handle signals and register for its end
# shape: counter
# expect: passed
import atexit
import gc
import os
import signal
import sys

os.makedirs("work/deeper")
os.chdir("work")
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
signal.signal(signal.SIGINT, signal.SIG_IGN)
atexit.register(print, "bye")
gc.disable()
