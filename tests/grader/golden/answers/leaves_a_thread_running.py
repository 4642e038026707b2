# expect: passed
import threading
import time


def triple(x):
    threading.Thread(target=time.sleep, args=(60,)).start()
    return 3 * x
