# family: crashes
# tries: to crash before anything is asked of it
# shape: counter
# expect: crashed
# red: all
# says: while answer.py was being loaded, your code crashed Python (segmentation fault)
import ctypes

ctypes.string_at(0)
