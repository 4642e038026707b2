# expect: passed
import collections

Pair = collections.namedtuple("Pair", "first second")


def apply(f, items):
    return collections.deque(f(item) for item in items)


async def settle(numbers):
    return collections.OrderedDict(total=sum(numbers))["total"]


def evens(start):
    return iter(range(start + start % 2, 10**30, 2))
