"""An object that is fed with samples, a linked frame for each call; left-out calls are crossed out afterwards."""


class Frame:
    __slots__ = ("caller", "count", "name")

    def __init__(self, name, caller):
        self.name, self.caller, self.count = name, caller, 0


class Machine:
    def __init__(self):
        self.frames = []
        self.out = []

    def feed(self, t, stack):
        while self.frames and [frame.name for frame in self.frames] != stack[: len(self.frames)]:
            self.out.append(["end", t, self.frames.pop()])
        while len(self.frames) < len(stack):
            caller = self.frames[-1] if self.frames else None
            self.frames.append(Frame(stack[len(self.frames)], caller))
            self.out.append(["start", t, self.frames[-1]])
        for frame in self.frames:
            frame.count += 1


def events(samples, at_least=1):
    machine = Machine()
    for t, stack in samples:
        machine.feed(t, stack)
    return [(kind, t, frame.name) for kind, t, frame in machine.out if not frame.count < at_least]
