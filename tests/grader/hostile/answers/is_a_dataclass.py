# family: right
# tries: to be a dataclass with a base, slots and properties
# shape: counter
# expect: passed
from abc import ABC, abstractmethod
from dataclasses import dataclass, field


class Measure(ABC):
    @abstractmethod
    def mean(self): ...


@dataclass(slots=True, eq=True)
class Meter(Measure):
    values: list[float] = field(default_factory=list)

    @property
    def count(self):
        return len(self.values)

    def add(self, value):
        self.values.append(value)

    def reset(self):
        self.values = []

    def mean(self):
        if not self.values:
            raise ValueError("the mean of nothing")
        return sum(self.values) / len(self)

    def __len__(self):
        return self.count
