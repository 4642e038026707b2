"""What crosses the wall arrives as it was sent; what is not plain data does not cross; garbage is only refused."""

from __future__ import annotations

import collections
import json
import struct
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from prep.grader.codec import MOST_ALIKE, MOST_BITS, MOST_BYTES, MOST_DEPTH, Encoder, NotPlainData, WireError
from prep.grader.decoder import Decoder
from prep.grader.serving import _plain

# No deadline, and no complaint about a slow start: the machine may be busy with other tests.
PATIENT = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])

DTYPES = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="?"),
    hnp.unsigned_integer_dtypes(endianness="?"),
    hnp.floating_dtypes(endianness="?"),
    hnp.complex_number_dtypes(endianness="?"),
    hnp.unicode_string_dtypes(max_len=4),
    hnp.byte_string_dtypes(max_len=4),
    hnp.datetime64_dtypes(),
    hnp.timedelta64_dtypes(),
)
ARRAYS = hnp.arrays(dtype=DTYPES, shape=hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\ud83d\ude00")))
HASHABLE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXT, st.binary()),
    lambda inner: st.one_of(st.tuples(inner), st.tuples(inner, inner), st.frozensets(inner, max_size=3)),
    max_leaves=5,
)
PLAIN = st.recursive(
    st.one_of(
        HASHABLE,
        st.integers(-(2**200), 2**200),
        st.floats(),
        st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack(">d", bits.to_bytes(8, "big"))[0]),
        st.complex_numbers(),
        st.binary().map(bytearray),
        st.just(...),
        st.slices(5),
        ARRAYS,
        DTYPES,
        ARRAYS.filter(lambda array: array.size > 0).map(lambda array: array.reshape(-1)[0]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(HASHABLE, inner, max_size=4),
        st.sets(HASHABLE, max_size=4),
    ),
    max_leaves=10,
)


def crossed(value: Any) -> Any:
    """The value as the other end gets it, through the text that a frame really holds."""
    encoder = Encoder()
    node = json.loads(json.dumps(encoder.node(value)))
    return Decoder(memoryview(b"".join(encoder.buffers))).value(node)


def from_worker(value: Any) -> Any:
    """What becomes of a value that a worker sends: the value, the refusal to send it, or the one to read it."""
    encoder = Encoder(plain=_plain)
    try:
        node = json.loads(json.dumps(encoder.node(value)))
    except NotPlainData as refusal:
        return refusal
    return read(node, b"".join(encoder.buffers))


def read(node: Any, payload: bytes | bytearray) -> Any:
    """What a node is read as: a value, or the `WireError` that refuses it."""
    try:
        return Decoder(memoryview(payload)).value(node)
    except WireError as refusal:
        return refusal


def same(got: Any, sent: Any) -> bool:
    """Whether two plain values are alike in every respect: type, bits of a number, layout of an array."""
    if type(got) is not type(sent):
        return False
    if isinstance(sent, np.ndarray):
        return _same_array(got, sent)
    if isinstance(sent, np.generic):
        return got.dtype == sent.dtype and got.tobytes() == sent.tobytes()
    if isinstance(sent, float):
        return struct.pack(">d", got) == struct.pack(">d", sent)
    if isinstance(sent, complex):
        return same(got.real, sent.real) and same(got.imag, sent.imag)
    if isinstance(sent, list | tuple):
        return len(got) == len(sent) and all(map(same, got, sent))
    if isinstance(sent, dict):
        return same(list(got.items()), list(sent.items()))
    return bool(got == sent)


def _same_array(got: np.ndarray, sent: np.ndarray) -> bool:
    steps = [step for step, n in zip(sent.strides, sent.shape, strict=True) if n > 1]
    got_steps = [step for step, n in zip(got.strides, got.shape, strict=True) if n > 1]
    return (
        got.dtype == sent.dtype
        and got.dtype.byteorder == sent.dtype.byteorder
        and got.shape == sent.shape
        and got.tobytes() == sent.tobytes()
        and (not sent.size or got_steps == steps)
        and got.flags.writeable == sent.flags.writeable
    )


@given(PLAIN)
@PATIENT
@example(-0.0)
@example(2**53)
@example(-(2**53) - 1)
@example("\ud800 half of a pair")
@example("\ud83d\ude00 two halves that are no pair")
@example({"\ud83d\ude00": "\U0001f600"})
@example(struct.unpack(">d", b"\xff\xf8\0\0\0\0\0\x01")[0])
@example(complex(-0.0, float("-inf")))
@example({(1, "a"): {True: None}})
@example(np.str_(""))
@example(np.array(["", "\0a"]))
@example(np.zeros((1,) * 33))
def test_a_plain_value_crosses_unchanged(value: Any):
    """Every plain value arrives with its type, and every number with its last bit."""
    assert same(crossed(value), value)


@st.composite
def laid_out(draw: st.DrawFn) -> np.ndarray:
    """Arrays as programs make them: transposed, reversed, strided, broadcast, Fortran-ordered, read-only."""
    array = draw(hnp.arrays(dtype=DTYPES, shape=hnp.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=5)))
    if draw(st.booleans()):
        array = np.asfortranarray(array)
    array = array.transpose(draw(st.permutations(range(array.ndim))))
    steps = draw(
        st.tuples(
            *[st.sampled_from([slice(None), slice(None, None, -1), slice(None, None, 2), slice(1, 3)])] * array.ndim
        )
    )
    array = array[steps]
    if draw(st.booleans()):
        array = np.broadcast_to(array, (draw(st.integers(1, 3)), *array.shape))
    elif draw(st.booleans()):
        array.flags.writeable = False
    return array


@given(laid_out())
@PATIENT
def test_an_array_keeps_its_layout(array: np.ndarray):
    """Strides (negative, zero, of another order) and the writeable flag arrive with the values."""
    assert same(crossed(array), array)


def test_what_is_not_a_number_stays_apart():
    """Two keys that are not a number are two keys still: neither equals the other."""
    first, second = float("nan"), float("nan")

    assert len(crossed({first: 1, second: 2})) == len(crossed({(first,), (second,)})) == 2


WORKERS = st.recursive(
    st.one_of(
        HASHABLE,
        st.builds(range, st.integers(0, 3)),
        st.builds(memoryview, st.binary(max_size=3)),
        st.lists(HASHABLE, max_size=3).map(collections.deque),
        st.lists(HASHABLE, max_size=3).map(collections.Counter),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.builds(lambda items: {key: None for key in items if _is_key(key)}, st.lists(inner, max_size=3)),
    ),
    max_leaves=6,
)


def _is_key(value: Any) -> bool:
    try:
        hash(value)
    except (TypeError, ValueError):
        return False
    return True


@given(WORKERS)
@PATIENT
@example({range(3): 1})
@example([{(1, range(3))}])
@example({memoryview(b"abc"): 1})
@example([[None] * 600_000, *[None] * 600_000])
def test_what_a_worker_may_send_can_be_read(value: Any):
    """A value that an honest worker makes plain is refused by itself or read: it is never taken for tampering."""
    assert not isinstance(from_worker(value), WireError)


def test_an_array_that_arrives_is_a_copy_of_its_own():
    """What one end does with an array never reaches the other, nor the frame it came in."""
    sent = np.zeros(3)

    got, again = crossed(sent), crossed(sent)
    got[0] = 1

    assert sent[0] == again[0] == 0


def test_bytes_of_a_truth_are_read_as_true_or_false():
    """A boolean array whose bytes are neither 0 nor 1 cannot fool a comparison."""
    got = crossed(np.array([0, 1, 2, 255], dtype=np.uint8).view(bool))

    assert got.view(np.uint8).tolist() == [0, 1, 1, 1]


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_a_generator_goes_on_where_it_was(kind: str):
    """Random numbers drawn on either side of the wall are the same ones."""
    generator = np.random.Generator(getattr(np.random, kind)(5))
    generator.random(7)
    generator.integers(10, dtype=np.uint32)

    assert crossed(generator).random(1000).tolist() == generator.random(1000).tolist()


class Subclassed(list):
    pass


ENDLESS: list[Any] = []
ENDLESS.append(ENDLESS)
ALIKE = [number * (2**61 - 1) for number in range(MOST_ALIKE + 1)]


REFUSED = {
    "an object": (object(), "a value of type object"),
    "a class": (int, "a value of type type"),
    "a subclass of list": (Subclassed(), "Subclassed"),
    "a boolean of NumPy's own class of arrays": (np.ma.masked_array([1]), "numpy.ma.MaskedArray"),
    "an array of objects": (np.array([None]), "an array of dtype object"),
    "a structured array": (np.zeros(1, dtype="i4,f8"), "an array of dtype [("),
    "a record": (np.zeros(1, dtype="i4,f8")[0], "an array of dtype [("),
    "an array of raw bytes": (np.zeros(1, dtype="V4"), "an array of dtype |V4"),
    "an array of empty items": (np.ndarray((3,), dtype="S0", buffer=b""), "whose items are empty"),
    "an array too large": (np.zeros(MOST_BYTES // 8 + 1), "an array of 64 MiB (more than 64)"),
    "a broadcast array too large": (np.broadcast_to(1.0, (10**9, 10**6)), "MiB (more than 64)"),
    "many arrays": ([np.zeros(2**20)] * 9, "more than 64 MiB at once"),
    "bytes too large": (bytes(MOST_BYTES + 1), "more than 64 MiB at once"),
    "text too large": ("x" * (MOST_BYTES + 1), "more than 64 MiB at once"),
    "a number too large": (1 << MOST_BITS, "a whole number of more than 200,000 bits"),
    "a list too long": ([None] * 1_000_001, "more than 1,000,000 items"),
    "lists that are too long together": ([[None] * 600_000, *[None] * 600_000], "more than 1,000,000 items"),
    "too many generators": ([np.random.default_rng()] * 2_000, "more than 1,000,000 items"),
    "a list in itself": (ENDLESS, "something nested more than 60 deep"),
    "keys of the same hash": (dict.fromkeys(ALIKE), "more than 100 keys of the same hash"),
    "items of the same hash": (frozenset(ALIKE), "more than 100 keys of the same hash"),
    "a dictionary too large": (dict.fromkeys(range(500_001)), "more than 1,000,000 items"),
    "a function": (len, "a value of type builtin_function_or_method"),
    "a range": (range(3), "a value of type range"),
}


@pytest.mark.parametrize(("value", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_plain_data_is_refused_by_name(value: Any, says: str):
    """Anything else does not cross, wherever it stands, and the refusal names it."""
    with pytest.raises(NotPlainData) as refusal:
        Encoder().node([{"a": value}])

    assert says in str(refusal.value)


def test_depth_is_bounded_at_both_ends():
    """As deep as the bound crosses; one deeper is refused by the sender, and by a receiver that gets it anyway."""
    value: list[Any] = []
    for _ in range(MOST_DEPTH):
        value = [value]
    node: list[Any] = ["l"]
    for _ in range(MOST_DEPTH + 1):
        node = ["l", node]

    assert crossed(value) == value
    with pytest.raises(NotPlainData, match="nested more than 60 deep"):
        Encoder().node([value])
    with pytest.raises(WireError):
        Decoder(memoryview(b"")).value(node)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=8,
)
TAGS = st.sampled_from(list("ifcbanteglusdSFhpkx"))
NODES = st.recursive(
    st.one_of(JSON, DTYPES.map(lambda dtype: dtype.str), st.sampled_from(["C", "F", "<f8", "|O", "|V8", "<M8[x]"])),
    lambda inner: st.builds(lambda tag, rest: [tag, *rest], TAGS, st.lists(inner, max_size=6)),
    max_leaves=12,
)


@given(NODES, st.binary(max_size=64))
@PATIENT
def test_any_node_is_a_value_or_a_wire_error(node: Any, payload: bytes):
    """Whatever a worker may send, reading it gives a value or a `WireError`, and nothing else."""
    result = read(node, payload)

    assert not isinstance(result, WireError) or str(result)


@given(PLAIN, st.data())
@PATIENT
def test_a_mutated_value_is_a_value_or_a_wire_error(value: Any, data: st.DataObject):
    """A real encoding with one of its parts replaced, left out or doubled is no more dangerous."""
    encoder = Encoder()
    node = json.loads(json.dumps(encoder.node(value)))
    payload = bytearray(b"".join(encoder.buffers))
    lists = [node] if isinstance(node, list) else []
    for each in lists:
        lists += [item for item in each if isinstance(item, list)]
    if lists:
        chosen = data.draw(st.sampled_from(lists))
        at = data.draw(st.integers(0, max(0, len(chosen) - 1)))
        chosen[at : at + data.draw(st.integers(0, 1))] = data.draw(st.lists(JSON, max_size=2))
    if payload:
        payload[data.draw(st.integers(0, len(payload) - 1))] ^= data.draw(st.integers(1, 255))

    result = read(node, payload)

    assert not isinstance(result, WireError) or str(result)


BOMBS = {
    "an array larger than its bytes": ["a", "<f8", [10**6, 10**6], "C", True, 8],
    "an array of many empty items": ["a", "|S0", [2**40], "C", True, 0],
    "an array without items but of many dimensions": ["a", "<f8", [0] * 100, "C", True, 0],
    "an array without items of a huge side": ["a", "<f8", [0, 2**70], "C", True, 0],
    "strides that reach far": ["a", "|u1", [2, 2], [2**40, 1], True, 4],
    "strides that reach back": ["a", "|u1", [2, 2], [-(2**70), 1], True, 4],
    "a buffer larger than the frame": ["b", False, 2**40],
    "a buffer of less than nothing": ["b", False, -1],
    "a scalar of a huge dtype": ["n", "|S2000000000", 2000000000],
    "an array of objects": ["a", "|O", [1], "C", True, 8],
    "a scalar object": ["n", "|O", 8],
    "a dtype of objects": ["t", "|O"],
    "a number of many digits": ["i", "0x" + "f" * 10**6],
    "a generator that reads beyond its state": [
        "g",
        ["d", ["bit_generator", "Philox"], ["buffer_pos", -(10**6)], ["state", ["d"]]],
    ],
    "a generator by another name": ["g", ["d", ["bit_generator", "__loader__"]]],
    "many generators": ["l", *[["g", ["d", ["bit_generator", "SFC64"]]]] * 2_000],
    "a set that compares all its items": ["S", *[number * (2**61 - 1) for number in range(20_000)]],
    "a dictionary that compares all its keys": ["d", *[[number * (2**61 - 1), 0] for number in range(20_000)]],
    "one key twice": ["d", [1, 2], [True, 3]],
    "one item twice": ["S", 1, 1.0],
    "a key that cannot be one": ["S", ["u", 1, ["l"]]],
    "a text that is none": ["x", 4],
    "a float of many digits": ["f", "\x7f" * 10**6],
    "a complex number of many digits": ["c", "0" * 10**6],
    "a generator of a long name": ["g", ["d", ["bit_generator", "\x7f" * 10**6]]],
    "a thing that nobody knows": ["h", 1, "function"],
}


@pytest.mark.parametrize("node", BOMBS.values(), ids=BOMBS)
def test_a_lie_about_size_costs_no_memory(node: Any):
    """A few bytes that claim to be much more are refused, or read for what they hold."""
    tracemalloc.start()
    result = read(node, b"\0\1\2\3")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert not isinstance(result, WireError) or len(str(result)) < 10**4
    assert peak < 4 * 2**20


def test_the_state_of_a_generator_is_checked():
    """A place beyond the state of a generator, where NumPy would read foreign memory, is refused; so is a decoy."""
    for kind, part in (("MT19937", "pos"), ("Philox", "buffer_pos")):
        encoder = Encoder()
        state = getattr(np.random, kind)(1).state
        (state if part in state else state["state"])[part] = 10**6
        node = ["g", encoder.node(state | {"pos": 0})]

        with pytest.raises(WireError, match="bad generator"):
            Decoder(memoryview(b"".join(encoder.buffers))).value(node)


def test_the_state_of_a_generator_is_plain_data():
    """A thing that stays in the worker could answer NumPy otherwise than the check before it: it is no state."""
    asked: list[str] = []
    node = ["g", ["d", ["bit_generator", "MT19937"], ["state", ["h", 1, "function"]]]]

    with pytest.raises(WireError):
        Decoder(memoryview(b""), lambda tag, rest: asked.append(tag)).value(node)

    assert asked == []


FRAGMENTS: dict[str, tuple[str, bytes]] = {
    "lists": ('["l"]', b""),
    "sets": ('["S"]', b""),
    "sets of two": ('["S",0,1]', b""),
    "dictionaries": ('["d"]', b""),
    "dictionaries of one": ('["d",[0.5,0.5]]', b""),
    "tuples": ('["u",0.5]', b""),
    "texts": ('"ab"', b""),
    "texts of pairs": (r'"\ud83d\ude00"', b""),
    "whole numbers": ('["i","f"]', b""),
    "complex numbers": (f'["c","{"0" * 32}"]', b""),
    "bytes": ('["b",1,0]', b""),
    "slices": ('["s",0]', b""),
    "dtypes": ('["t","<M8[25s]"]', b""),
    "scalars": ('["n","<f2",2]', b"12"),
    "arrays without items": ('["a","|u1",[0],"C",0,0]', b""),
    "arrays of many dimensions": (f'["a","|u1",[{",".join("1" * 32)}],"C",0,1]', b"1"),
    "arrays with strides": ('["a","|u1",[2],[2],0,2]', b"12"),
    "truths": ('["a","|b1",[1],"C",0,1]', b"1"),
    "things": ('["h",1,""]', b""),
    "objects of JSON": ('{"":0}', b""),
}


@pytest.mark.parametrize(("item", "raw"), FRAGMENTS.values(), ids=FRAGMENTS)
def test_what_is_read_is_not_much_larger_than_its_frame(item: str, raw: bytes):
    """Many small values take at most 64 times the memory of the frame that brings them."""
    count = 1_500
    body = f'["l",{",".join([item] * count)}]'.encode("ascii")
    payload = raw * count
    tracemalloc.start()
    try:
        Decoder(memoryview(payload), lambda tag, rest: object()).value(json.loads(body))
    except WireError:
        assert item.startswith("{")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 64 * (len(body) + len(payload)) + 10**5
