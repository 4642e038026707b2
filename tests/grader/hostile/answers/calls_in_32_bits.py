# family: processes
# tries: to call the kernel by an entrance that the filter might not watch
# shape: array
# needs: no-processes, x86_64
# expect: crashed
# red: test_running_mean
# says: your code was ended by SIGSYS
import ctypes
import mmap

page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(bytes.fromhex("b814000000cd80c3"))  # mov eax, 20 (getpid); int 0x80; ret


def running_mean(x):
    ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
    print("REACHED")
    return x
