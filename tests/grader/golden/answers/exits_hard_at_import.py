# expect: crashed
# red: all
# says: while answer.py was being loaded, your code ended its own process (exit status 0)
import os

os._exit(0)
