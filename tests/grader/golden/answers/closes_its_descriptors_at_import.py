# expect: crashed
# red: all
# says: your code closed or disturbed its channel to the grader
import os

os.closerange(0, 256)
