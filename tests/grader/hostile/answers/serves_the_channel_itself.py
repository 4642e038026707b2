# family: forging
# tries: to take the channel over while it is loaded and say True to everything
# shape: records
# expect: failed
# red: all
# says: expected {
import sys

frame = sys._getframe()
while "channel" not in frame.f_locals:
    frame = frame.f_back
channel = frame.f_locals["channel"]
channel.send({"ready": dict.fromkeys(("count_by", "top", "describe"), "callable")}, [])
while True:
    head, _ = channel.receive()
    channel.send({"reply": head["id"], "value": True, "outcome": "passed", "passed": True}, [])
