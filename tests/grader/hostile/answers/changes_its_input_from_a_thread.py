# family: forging
# tries: to have a thread work in the caller's array, now and after the call
# shape: array
# expect: failed
# red: test_softmax_leaves_its_input_alone
# says: the argument was changed in place
import threading
import time

honest = softmax
end = time.monotonic() + 20


def spoil(x, begun):
    while time.monotonic() < end:
        x[...] = 7
        begun.set()
        time.sleep(0.001)


def softmax(x):
    result, begun = honest(x), threading.Event()
    threading.Thread(target=spoil, args=(x, begun), daemon=True).start()
    begun.wait()
    return result
