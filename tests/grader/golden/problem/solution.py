import asyncio


def double(x):
    return 2 * x


def apply(f, items):
    return [f(item) for item in items]


def fill(x, value):
    x[...] = value


class Counter:
    def __init__(self):
        self.count = 0
        self.sum = 0

    def add(self, number):
        self.count += 1
        self.sum += number
        return self

    def total(self):
        return self.sum


def evens(start):
    number = start + start % 2
    while True:
        yield number
        number += 2


async def settle(numbers):
    await asyncio.sleep(0)
    return sum(numbers)


def triple(x):
    return 3 * x


def quadruple(x):
    return 4 * x
