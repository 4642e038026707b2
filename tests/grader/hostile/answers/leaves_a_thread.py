# family: right
# tries: to leave a thread behind that waits for ever
# shape: array
# expect: passed
import threading

threading.Thread(target=threading.Event().wait, daemon=True).start()
