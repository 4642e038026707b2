"""One trap at a time, then random graphs: the slopes that complex steps measure, against those of a backward pass.

A complex step x + 1e-30 i has no cancellation, so the slope it gives is right to the last digits. In checks that
catch a mistake, no node is used twice, no number stands on the left and no two nodes have equal data, except
where just that is looked at: so each of them tells of one thing.
"""

import cmath
import math

import numpy as np
import pytest
from answer import Tensor, Value

from prep.checking import assert_close, assert_shape, fetch, place, read

STEP = 1e-30


def close(got, expected, because):
    """Compare as the statement says."""
    assert_close(got, expected, rtol=1e-9, atol=1e-9, because=because)


def tanh(x):
    """tanh of a complex number, or of a Value."""
    return cmath.tanh(x) if isinstance(x, complex) else x.tanh()


def exp(x):
    """exp of a complex number, or of a Value."""
    return cmath.exp(x) if isinstance(x, complex) else x.exp()


def relu(x):
    """relu of a complex number, or of a Value."""
    if isinstance(x, complex):
        return x if x.real > 0 else 0 * x
    return x.relu()


def slopes(f, *numbers):
    """f and its slopes at these numbers, by complex steps."""
    found = []
    for i in range(len(numbers)):
        moved = [complex(x, STEP if i == k else 0.0) for k, x in enumerate(numbers)]
        found.append(complex(f(*moved)).imag / STEP)
    return complex(f(*map(complex, numbers))).real, found


def agrees(f, *numbers, words):
    """Compare f and its slopes at these numbers with those of the answer."""
    leaves = [Value(float(x)) for x in numbers]
    out = f(*leaves)
    expected, grads = slopes(f, *numbers)
    close(read(out, "data"), expected, f"the value of {words}")
    out.backward()
    for leaf, name, grad in zip(leaves, "abcdefgh", grads, strict=False):
        close(read(leaf, "grad"), grad, f"the slope of {words} in {name}")


def test_a_fresh_value():
    """holds its number, and a gradient of 0"""
    for x in (2.5, -3, 0):
        v = Value(x)
        close(read(v, "data"), float(x), f"the data of Value({x})")
        close(read(v, "grad"), 0.0, f"the grad of Value({x}), before any backward pass")


def test_example():
    """gives the value and the slopes of the example"""
    a, b = Value(2.0), Value(-3.0)
    c = a * b + (a - 1) ** 2
    close(read(c, "data"), -5.0, "2 × -3 + 1")

    c.backward()

    close(read(c, "grad"), 1.0, "the slope of c with respect to itself")
    close(read(a, "grad"), -1.0, "b + 2 (a - 1): a is used twice, and both uses count (hint 2)")
    close(read(b, "grad"), 2.0, "a")


@pytest.mark.catches("late-binding")
def test_operations_on_two_values(rng):
    """gives both operands of + - * / their slopes"""
    for _ in range(3):
        a, b = rng.uniform(0.5, 3, size=2) * rng.choice([-1, 1], size=2)
        agrees(lambda x, y: x + y, a, b, words="a + b")
        agrees(lambda x, y: x - y, a, b, words="a - b")
        agrees(lambda x, y: x * y, a, b, words="a * b, which is b (hint 3)")
        agrees(lambda x, y: x / y, a, b, words="a / b")


def test_operations_on_one_value(rng):
    """gives tanh, relu, exp and unary minus, and their slopes"""
    for x in (*rng.uniform(-3, 3, size=3), 0.5, -2.0):
        agrees(tanh, x, words=f"tanh of {x:.6g}, which is 1 - tanh²")
        agrees(exp, x, words=f"exp of {x:.6g}, which is exp itself")
        agrees(relu, x, words=f"relu of {x:.6g}")
        agrees(lambda v: -v, x, words=f"minus {x:.6g}")


def test_powers(rng):
    """gives powers with whole, negative and fractional exponents, and their slopes"""
    for k in (2, 3, -1, 0.5, -2.5, 1, 0, 3.0):
        agrees(lambda v, k=k: v**k, rng.uniform(0.5, 3), words=f"a ** {k}, which is k a ** (k - 1)")
    for x, k in [(-2.0, 3), (-1.5, -2), (0.0, 2), (0.0, 1)]:
        agrees(lambda v, k=k: v**k, x, words=f"{x} ** {k}, which is k a ** (k - 1)")


def test_relu_at_zero():
    """gives relu the value 0 and the slope 0 at exactly 0"""
    v = Value(0.0)
    out = v.relu()
    out.backward()

    close(read(out, "data"), 0.0, "relu of 0")
    close(read(v, "grad"), 0.0, "the slope of relu at 0 should be 0")


def test_number_on_the_right(rng):
    """takes a plain number, int or float, on the right of + - * /"""
    for k in (2, -1.5):
        for words, f in [
            ("+", lambda v, k=k: v + k),
            ("-", lambda v, k=k: v - k),
            ("*", lambda v, k=k: v * k),
            ("/", lambda v, k=k: v / k),
        ]:
            agrees(f, rng.uniform(0.5, 3), words=f"a {words} {k}")


@pytest.mark.catches("no-reflected-operators", "late-binding")
def test_number_on_the_left(rng):
    """takes a plain number on the left of + and *, so that sum() works too"""
    agrees(lambda v: 2 + v, rng.uniform(0.5, 3), words="2 + a, for which Python asks `__radd__` (hint 3)")
    agrees(lambda v: 0.5 * v, rng.uniform(0.5, 3), words="0.5 * a, for which Python asks `__rmul__` (hint 3)")
    agrees(lambda v, w: sum([v, w]), 1.25, -0.75, words="sum([a, b]), which starts with 0 + a (hint 3)")


@pytest.mark.catches("reflected-order", "no-reflected-operators", "late-binding")
def test_number_left_of_minus_and_divide(rng):
    """takes a plain number on the left of - and /, where the order counts"""
    agrees(lambda v: 2 - v, rng.uniform(0.5, 3), words="2 - a, for which Python asks `__rsub__`: not a - 2 (hint 3)")
    agrees(lambda v: 3.0 / v, rng.uniform(0.5, 3), words="3 / a, for which Python asks `__rtruediv__`: not a / 3")


@pytest.mark.axis("stability")
@pytest.mark.catches("tanh-overflow")
def test_tanh_far_out():
    """gives tanh of a thousand and of a million, of either sign"""
    for x in (400.0, 1000.0, -1000.0, 1e6, -1e6):
        v = Value(x)
        out = v.tanh()
        close(read(out, "data"), math.copysign(1.0, x), f"tanh of {x:g}: exp of twice that overflows, `math.tanh` not")
        out.backward()
        close(read(v, "grad"), 0.0, f"the slope of tanh at {x:g}")


@pytest.mark.axis("gradient")
@pytest.mark.catches("overwrites-gradient", "late-binding")
def test_used_by_two_operations():
    """adds up the slopes of two uses"""
    a, b, c = Value(2.0), Value(5.0), Value(-3.0)
    out = a * b + a * c

    out.backward()

    close(read(a, "grad"), 2.0, "a * b + a * c has the slope b + c in a: add with +=, since each use counts (hint 2)")


@pytest.mark.axis("gradient")
@pytest.mark.catches("same-operand-twice", "overwrites-gradient", "late-binding")
def test_used_twice_by_one_operation():
    """adds up the slopes when both operands are the same Value"""
    for words, f, grad in [
        ("a + a", lambda v: v + v, 2.0),
        ("a * a", lambda v: v * v, 6.0),
        ("a - a", lambda v: v - v, 0.0),
        ("a / a", lambda v: v / v, 0.0),
    ]:
        a = Value(3.0)
        f(a).backward()
        close(read(a, "grad"), grad, f"{words} at 3: both operands are a, and both count (hint 3)")


@pytest.mark.axis("gradient")
@pytest.mark.catches("no-topological-order", "overwrites-gradient", "late-binding")
def test_used_early_and_late():
    """waits for all uses of a node, also if one is near the result and one is far"""
    _, expected = slopes(lambda x, y: x * y + cmath.tanh(cmath.exp(cmath.tanh(x * y))), 0.5, 0.75)
    for words, last in [("m + tanh(exp(tanh(m)))", lambda m, t: m + t), ("tanh(exp(tanh(m))) + m", lambda m, t: t + m)]:
        a, b = Value(0.5), Value(0.75)
        m = a * b
        last(m, m.tanh().exp().tanh()).backward()
        because = f"m = a * b, {words}: m passes its gradient on when both uses have added theirs (hint 2)"
        close(read(a, "grad"), expected[0], because)
        close(read(b, "grad"), expected[1], because)


@pytest.mark.axis("gradient")
@pytest.mark.catches("no-reset")
def test_second_backward_starts_afresh():
    """gives the same gradients when backward is called again"""
    a, b = Value(2.0), Value(-3.0)
    m = a * b
    out = m.tanh() + 1.5

    grads = []
    for _ in range(2):
        out.backward()
        grads.append([read(node, "grad") for node in (a, b, m, out)])

    for name, first, again in zip(("a", "b", "m = a * b", "the result"), *grads, strict=True):
        close(
            again, first, f"the grad of {name} after a second backward: set the grads of all nodes to 0 first (hint 3)"
        )


@pytest.mark.axis("gradient")
@pytest.mark.catches("no-reset")
def test_each_result_has_its_own_gradients():
    """gives the slopes of one result alone, when two share what they were computed from"""
    a, b = Value(2.0), Value(-3.0)
    m = a * b
    double, square = m * 2, m**2
    for result, words, slope in [(double, "2 m", 2.0), (square, "m²", -12.0), (double, "2 m", 2.0)]:
        result.backward()
        because = f"m = a * b, backward from 2 m, m² and 2 m again: now {words} alone counts (hint 3)"
        close(read(m, "grad"), slope, because)
        close(read(a, "grad"), -3.0 * slope, because)
        close(read(b, "grad"), 2.0 * slope, because)


@pytest.mark.axis("side_effects")
def test_others_keep_their_gradient():
    """leaves the gradient of Values alone that the result does not depend on"""
    a, b, c = Value(2.0), Value(-3.0), Value(5.0)
    first, second = a * b, b * c
    first.backward()
    second.backward()

    close(read(a, "grad"), -3.0, "a has no part in b * c, and keeps the slope of a * b")
    close(read(first, "grad"), 1.0, "a * b has no part in b * c, and keeps its grad")
    close(read(b, "grad"), 5.0, "the slope of b * c in b")


@pytest.mark.axis("gradient")
def test_every_node_has_a_gradient():
    """gives intermediate results their slopes, and the result itself 1"""
    a = Value(0.3)
    m = a.tanh()
    n = m * 4
    out = n.exp()
    out.backward()

    e = math.exp(4 * math.tanh(0.3))
    for name, node, grad in [("the result", out, 1.0), ("n", n, e), ("m", m, 4 * e)]:
        close(read(node, "grad"), grad, f"m = tanh(a), n = 4 m, exp(n): the grad of {name}")
    single = Value(7.0)
    single.backward()
    close(read(single, "grad"), 1.0, "the slope of a Value with respect to itself")


@pytest.mark.axis("side_effects")
def test_operations_change_nothing():
    """leaves the operands as they were, and makes a new Value"""
    a, b = Value(2.0), Value(-3.0)
    out = a + b
    for f in (lambda: a + b, lambda: a - b, lambda: a * b, lambda: a / b, lambda: a**2, lambda: -a, lambda: 2 - a):
        f()
    for f in (a.tanh, a.relu, a.exp, out.backward):
        f()

    close(read(a, "data"), 2.0, "the data of an operand")
    close(read(b, "data"), -3.0, "the data of an operand")
    close(read(out, "data"), -1.0, "the data of a result, after more operations on its operands")


@pytest.mark.catches("equal-values-merged", "late-binding")
def test_equal_numbers_are_different_nodes():
    """tells nodes with equal numbers apart"""
    a, b = Value(1.5), Value(1.5)
    out = a.exp() * 2 + b.exp() * 3

    out.backward()

    e = math.exp(1.5)
    because = "2 exp(a) + 3 exp(b) with a = b = 1.5: equal data, but two nodes each, so go by `id` (hint 2)"
    close(read(a, "grad"), 2 * e, because)
    close(read(b, "grad"), 3 * e, because)


@pytest.mark.catches("recursive-walk", "late-binding")
def test_long_chain():
    """walks a chain of 1,500 operations without exceeding the recursion limit"""
    a = Value(0.7)
    out = a
    for _ in range(750):
        out = out * 1.001 + 0.5

    out.backward()

    because = "a chain of 1,500 operations: use a stack of your own (hint 2)"
    close(read(a, "grad"), 1.001**750, because)


@pytest.mark.axis("speed")
@pytest.mark.catches("path-by-path", "overwrites-gradient")
def test_shared_nodes_are_visited_once():
    """takes no longer for 120 operations with a trillion paths through them"""
    a = Value(0.7)
    out = a
    for _ in range(40):
        out = out * 0.3 + out * 0.6

    out.backward()

    because = "40 times x → 0.3 x + 0.6 x: visit each node once, when its gradient is complete (hint 2)"
    close(read(a, "grad"), 0.9**40, because)


@pytest.mark.axis("gradient")
def test_random_graphs(rng):
    """agrees with small steps on random graphs that use everything, often several times"""
    for number in range(5):
        program = random_program(rng, leaves=4, steps=14)
        numbers = rng.uniform(-2, 2, size=4).tolist()
        leaves = [Value(x) for x in numbers]
        out = run(program, leaves)
        expected, grads = slopes(lambda *xs, program=program: run(program, list(xs)), *numbers)
        close(read(out, "data"), expected, f"the value of random graph {number}")
        out.backward()
        for i, (leaf, grad) in enumerate(zip(leaves, grads, strict=True)):
            close(read(leaf, "grad"), grad, f"the slope of random graph {number} in its input {i}")


def random_program(rng, leaves, steps):
    """Operations on nodes by number; each makes one more node, and all stay of ordinary size."""
    names = ["add", "sub", "mul", "over", "tanh", "relu", "exp", "pow", "left"]
    return [(str(rng.choice(names)), *map(int, rng.integers(leaves + s, size=2))) for s in range(steps)]


def run(program, nodes):
    """Carry a program out on Values, or on complex numbers; all nodes have a part in the result."""
    operations = {
        "add": lambda x, y: x + y,
        "sub": lambda x, y: x - y,
        "mul": lambda x, y: tanh(x) * y,
        "over": lambda x, y: x / (y * y + 1.5),
        "tanh": lambda x, _: tanh(x),
        "relu": lambda x, y: relu(x) - 0.5 * y,
        "exp": lambda x, _: exp(tanh(x)),
        "pow": lambda x, _: tanh(x) ** 3,
        "left": lambda x, y: 2 - x + 1.5 / (exp(tanh(y)) + 1),
    }
    nodes = [*nodes]
    for name, i, k in program:
        nodes.append(operations[name](nodes[i], nodes[k]))
    total = nodes[0] * 0.5
    for k, node in enumerate(nodes[1:]):
        total = total + tanh(node) * (0.25 + k)
    return total


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def measured(f, *arrays):
    """The gradients of a function of arrays, by complex steps."""
    grads = []
    for i, array in enumerate(arrays):
        grad = np.zeros(array.shape)
        for at in np.ndindex(array.shape):
            moved = [each.astype(complex) for each in arrays]
            moved[i][at] += STEP * 1j
            grad[at] = complex(f(*moved)).imag / STEP
        grads.append(grad)
    return grads


def tensors_agree(f, *arrays, words):
    """Compare f and its gradients at these arrays with those of the answer."""
    leaves = [Tensor(array) for array in arrays]
    out = f(*leaves)
    assert_shape(read(out, "data"), (), because=f"{words} ends with a sum")
    close(read(out, "data"), np.asarray(f(*arrays)), f"the value of {words}")
    out.backward()
    for leaf, name, grad in zip(leaves, "abcd", measured(f, *arrays), strict=False):
        close(read(leaf, "grad"), grad, f"the grad of {name} in {words}, sum over what was broadcast")


@pytest.mark.stage(2)
@pytest.mark.axis("shape")
def test_a_fresh_tensor(rng):
    """holds its array, and a gradient of zeros of the same shape"""
    for array in (rng.normal(size=(2, 3)), rng.normal(size=4), np.array(2.5)):
        t = Tensor(array)
        close(read(t, "data"), array, "the data of a new Tensor")
        close(read(t, "grad"), np.zeros(array.shape), "the grad of a new Tensor")
    close(read(Tensor(3), "data"), np.array(3.0), "the data of Tensor(3)")


@pytest.mark.stage(2)
def test_tensor_operations(rng):
    """adds and multiplies element by element, with numbers on either side"""
    a, b = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    for words, f in [
        ("(a + b).sum()", lambda x, y: (x + y).sum()),
        ("(a * b).sum()", lambda x, y: (x * y).sum()),
        ("(a * a + b).sum()", lambda x, y: (x * x + y).sum()),
        ("(2 * a + b * 3 + 1).sum()", lambda x, y: (2 * x + y * 3 + 1).sum()),
        ("(0.5 + a * b).sum()", lambda x, y: (0.5 + x * y).sum()),
        ("a.sum() * b.sum()", lambda x, y: x.sum() * y.sum()),
    ]:
        tensors_agree(f, a, b, words=words)


@pytest.mark.stage(2)
@pytest.mark.axis("shape")
def test_broadcasting(rng):
    """gives every gradient the shape of its tensor, whatever it was broadcast to"""
    shapes = [
        ((2, 1), (3,)),
        ((2, 3), (3,)),
        ((2, 3), (1, 3)),
        ((2, 3), ()),
        ((1,), (4,)),
        ((1, 1), (1,)),
        ((2, 1, 3), (4, 1)),
        ((3, 1, 1), (2, 1, 2, 4)),
        ((1, 3), (3, 1)),
        ((1, 2), (2,)),
    ]
    for left, right in shapes:
        a, b = rng.normal(size=left), rng.normal(size=right)
        words = f"shapes {left} and {right}"
        tensors_agree(lambda x, y: (x * y).sum(), a, b, words=f"(a * b).sum(), {words}")
        tensors_agree(lambda x, y: ((x + y) * y).sum(), a, b, words=f"((a + b) * b).sum(), {words}")


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_tensors_that_are_shared(rng):
    """adds up all uses, early and late, visits each node once, and starts afresh"""

    def f(w, x, c):
        h = w * x + c
        return (h * h.sum() + h).sum() * c + (c * x).sum()

    w, x, c = rng.normal(size=(2, 1)), rng.normal(size=3), rng.normal(size=())
    tensors_agree(f, w, x, c, words="a graph with a * b + c used four times")

    a = Tensor(rng.normal(size=3))
    out = a
    for _ in range(40):
        out = out * 0.3 + out * 0.6
    out = out.sum()
    for _ in range(2):
        out.backward()
        close(read(a, "grad"), np.full(3, 0.9**40), "40 times x → 0.3 x + 0.6 x: each node once, and afresh")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_tensors_share_no_memory(rng):
    """changes no array that it was given, and no gradient along with another"""
    x, y = rng.normal(size=(2, 2, 2))
    placed = place(x)
    for words, f in [
        ("(a + b).sum() + (a * c).sum()", lambda a, b, c: (a + b).sum() + (a * c).sum()),
        ("(a * c).sum() + (a + b).sum()", lambda a, b, c: (a * c).sum() + (a + b).sum()),
        ("((a + b) * a + b).sum()", lambda a, b, c: ((a + b) * a + b).sum() + c.sum()),
    ]:
        leaves = [Tensor(placed), Tensor(y), Tensor(x * y)]
        out = f(*leaves)
        for _ in range(2):
            out.backward()
        because = "were two grads one array, of which one use was added to both?"
        for leaf, name, grad in zip(leaves, "abc", measured(f, x, y, x * y), strict=True):
            close(read(leaf, "grad"), grad, f"the grad of {name} in {words}, after two backward passes: {because}")
    assert_close(fetch(placed), x, rtol=0, because="an array given to Tensor was changed")
