# family: leaving
# tries: to end with status 0 before anything is asked of it
# shape: counter
# expect: crashed
# red: all
# says: while answer.py was being loaded, your code ended its own process (exit status 0)
import os

os._exit(0)
