"""First the same numbers as the given script, which runs in a worker of its own; then what a call may depend on;
then the optimisers that a caller brings; then the structure, read from the source as the statement words it.
"""

import ast

import numpy as np
import pytest
from answer import run, run_part, self_test
from starter import run as given

from prep.checking import assert_close, assert_equal, fetch, place

# What the given script uses where a setting is left out. It gets all of them every time: its own defaults leak.
DEFAULTS = {
    "seed": 0,
    "n": 150,
    "noise": 0.15,
    "hidden": 12,
    "epochs": 6,
    "batch_size": 32,
    "jitter": 0.02,
    "optimiser": "sgd",
    "lr": 0.3,
    "warmup": 5,
    "clip": 1.0,
    "weight_decay": 1e-3,
    "momentum": 0.9,
    "beta2": 0.99,
    "eps": 1e-8,
}
KEYS = ("train_loss", "val_loss", "val_accuracy", "best_epoch", "weights")
NAMES = ("sgd", "heavyball", "adam")
MOST_LINES = 30

# Everything switched off that has a check of its own.
PLAIN = {"warmup": 0, "clip": 1e9, "weight_decay": 0.0, "epochs": 4}


def same_results(got, expected, because):
    assert isinstance(got, dict), f"expected a dict, got a {type(got).__name__}: {because}"
    assert set(got) == set(KEYS), f"expected the keys {', '.join(KEYS)}, got {', '.join(map(str, got))}"
    for key in KEYS[:-1]:
        if key != "best_epoch":
            assert isinstance(got[key], list), f"expected a list of numbers for {key}, got a {type(got[key]).__name__}"
        seen, wanted = np.array(got[key], dtype=float), np.array(expected[key], dtype=float)
        assert_close(seen, wanted, rtol=1e-12, atol=1e-12, because=f"{key}: {because}")
    weights = got["weights"]
    assert isinstance(weights, dict), f"expected weights to be a dict of arrays, got a {type(weights).__name__}"
    assert set(weights) == set(expected["weights"]), f"expected the weights W1, b1, W2, b2, got {', '.join(weights)}"
    for name, wanted in expected["weights"].items():
        assert_close(weights[name], wanted, rtol=1e-12, atol=1e-12, because=f"weights {name}: {because}")


def as_given(because, **settings):
    """Compare a run with all settings spelled out."""
    config = {**DEFAULTS, **settings}
    same_results(run(config), given(config), because)


@pytest.mark.catches("draws-in-other-order")
def test_same_data_and_draws(rng):
    """gives the given script's numbers for plain SGD: the same data, initialisation, order and jitter"""
    because = "without warmup, clipping and decay: are the random numbers drawn in the same order? (hint 2)"
    for batch_size, n in [(32, 150), (7, 61)]:
        as_given(because, **PLAIN, seed=int(rng.integers(1000)), n=n, batch_size=batch_size)


@pytest.mark.catches("draws-in-other-order", "jitter-always-drawn")
def test_no_jitter(rng):
    """gives the given script's numbers where the jitter is 0"""
    because = "with jitter=0: the script draws nothing for it then, and later draws depend on that"
    as_given(because, **PLAIN, jitter=0.0, seed=int(rng.integers(1000)))


@pytest.mark.catches("draws-in-other-order", "rate-outside-velocity")
def test_momentum_during_warmup(rng):
    """gives the given script's numbers for heavyball, while the rate warms up"""
    because = "heavyball during warmup: is the rate inside the velocity, as it was?"
    for warmup in (9, 60):
        settings = {**PLAIN, "warmup": warmup, "momentum": 0.8}
        as_given(because, **settings, optimiser="heavyball", seed=int(rng.integers(1000)))


@pytest.mark.catches("draws-in-other-order", "one-decay-for-all")
def test_weight_decay_of_each_optimiser(rng):
    """gives the given script's numbers for each optimiser under weight decay"""
    for name in NAMES:
        because = f"{name} with weight_decay=0.2: the three branches do not all apply it alike"
        settings = {**PLAIN, "weight_decay": 0.2, "lr": 0.05}
        as_given(because, **settings, optimiser=name, seed=int(rng.integers(1000)))


@pytest.mark.catches("draws-in-other-order", "clips-each-array")
def test_clipping(rng):
    """gives the given script's numbers for each optimiser where gradients are clipped"""
    for name in NAMES:
        settings = {**PLAIN, "clip": 0.2, "lr": 0.05}
        because = f"{name} with clip=0.2: one norm over all four gradients, none scaled up"
        as_given(because, **settings, optimiser=name, seed=int(rng.integers(1000)))


@pytest.mark.catches("draws-in-other-order")
def test_any_settings(rng):
    """gives the given script's numbers for settings drawn at random"""
    for name in NAMES * 2:
        settings = {
            "seed": int(rng.integers(1000)),
            "n": int(rng.integers(40, 200)),
            "noise": float(rng.uniform(0.0, 0.3)),
            "hidden": int(rng.integers(2, 20)),
            "epochs": int(rng.integers(1, 7)),
            "batch_size": int(rng.integers(7, 60)),
            "jitter": float(rng.uniform(0.0, 0.1)),
            "lr": float(rng.uniform(0.02, 0.3)),
            "warmup": int(rng.integers(10)),
            "clip": float(rng.uniform(0.1, 2.0)),
            "weight_decay": float(rng.uniform(0.0, 0.1)),
            "momentum": float(rng.uniform(0.5, 0.95)),
            "beta2": float(rng.uniform(0.9, 0.999)),
            "eps": float(rng.uniform(1e-8, 1e-2)),
        }
        words = ", ".join(f"{key}={value:.3g}" for key, value in settings.items())
        as_given(f"optimiser={name}, {words}", **settings, optimiser=name)


def test_nothing_to_learn():
    """gives the given script's numbers where no epoch is better than another, and where there is none"""
    as_given("lr=0: of equally good epochs the first is the best", lr=0.0, epochs=3, optimiser="heavyball")
    as_given("epochs=0: empty lists, and best_epoch as the script has it", epochs=0)


@pytest.mark.catches("wrong-default", "draws-in-other-order", "rate-outside-velocity", "one-decay-for-all")
def test_defaults():
    """uses the given script's default for every setting that is left out"""
    for config in ({}, {"optimiser": "heavyball", "lr": 0.1}, {"optimiser": "adam", "lr": 0.05, "seed": 3}):
        expected = given({**DEFAULTS, **config})
        because = f"run({config}): which default does the script really use for each setting?"
        same_results(run(config), expected, because)


@pytest.mark.axis("side_effects")
@pytest.mark.catches("hidden-state")
def test_a_call_depends_on_its_argument_alone():
    """gives the same result again, whatever was run in between"""
    for name in NAMES:
        config = {"optimiser": name, "lr": 0.1, "epochs": 3}
        first = run(config)
        run({"optimiser": name, "lr": 0.02, "epochs": 2, "warmup": 3, "hidden": 5, "seed": 8, "jitter": 0.0})
        because = f"run({config}) differs the second time: something is left of the calls before it"
        same_results(run(config), first, because)


@pytest.mark.axis("side_effects")
def test_config_is_left_alone():
    """leaves the caller's config as it was"""
    for config in ({"optimiser": "adam", "epochs": 1}, {"epochs": 1}):
        placed = place(config)
        run(placed)
        assert_equal(fetch(placed), config, because="run() changed the dict it was given")


def expect_value_error(config, *, because):
    try:
        run(config)
    except ValueError:
        return
    except KeyError:
        raise AssertionError(f"expected ValueError for run({config}), got KeyError: {because}") from None
    raise AssertionError(f"expected ValueError for run({config}), got a result: {because}")


@pytest.mark.catches("unknown-is-key-error")
def test_unknown_optimiser():
    """raises ValueError for an optimiser that nobody knows"""
    because = "as the given script does: a lookup that fails raises KeyError"
    expect_value_error({"optimiser": "adagrad"}, because=because)


def checked(param, grad, settings):
    """What an optimiser of the caller's is promised, in words if it is not kept."""
    assert np.shape(param) == np.shape(grad), (
        f"expected one parameter array and its gradient, got shapes {np.shape(param)} and {np.shape(grad)}"
    )
    assert type(settings) is dict, f"expected settings as a plain dict, got a {type(settings).__name__}"
    missing = [name for name in DEFAULTS if name not in settings]
    assert not missing, f"expected every setting in the dict that an optimiser gets, got none called {missing[0]}"


def returned(state, param, kind, length):
    """The state of a caller's optimiser is what it returned for this array, or None."""
    if state is None:
        return
    assert type(state) is kind, (
        f"expected None or the {kind.__name__} that the optimiser returned as its state, got a {type(state).__name__}"
    )
    assert len(state) == length, f"expected the state that the optimiser returned, got {len(state)} of {length} items"
    first = next(iter(state.values())) if kind is dict else state[0]
    assert np.shape(first) == param.shape, (
        f"expected the state that was returned for this array, of shape {param.shape}, got that of another, of shape "
        f"{np.shape(first)}"
    )


def plain_descent(param, grad, state, settings):
    checked(param, grad, settings)
    decay = settings["weight_decay"] if param.ndim == 2 else 0.0
    return param - settings["lr"] * (grad + decay * param), state


def own_heavyball(param, grad, state, settings):
    checked(param, grad, settings)
    returned(state, param, dict, 1)
    decay = settings["weight_decay"] if param.ndim == 2 else 0.0
    last = np.zeros_like(param) if state is None else state["velocity"]
    velocity = settings["momentum"] * last - settings["lr"] * (grad + decay * param)
    return param + velocity, {"velocity": velocity}


def own_adam(param, grad, state, settings):
    checked(param, grad, settings)
    returned(state, param, tuple, 3)
    m, v, t = (np.zeros_like(param), np.zeros_like(param), 0) if state is None else state
    beta1, beta2, t = settings["momentum"], settings["beta2"], t + 1
    m, v = beta1 * m + (1 - beta1) * grad, beta2 * v + (1 - beta2) * grad**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + settings["eps"])
    decay = settings["weight_decay"] if param.ndim == 2 else 0.0
    return param - settings["lr"] * (step + decay * param), (m, v, t)


@pytest.mark.catches("base-rate-to-new-ones", "clips-each-array")
def test_new_optimiser(rng):
    """runs an optimiser that the caller brings, without touching the file"""
    settings = {**DEFAULTS, "epochs": 3, "warmup": 8, "clip": 0.4, "weight_decay": 0.1, "lr": 0.2}
    config = {**settings, "seed": int(rng.integers(1000))}
    expected = given({**config, "optimiser": "sgd"})

    got = run({**config, "optimiser": "mine"}, optimisers={"mine": plain_descent})
    because = (
        "an optimiser that does what sgd does: it gets clipped gradients, and the rate of this step as lr (hint 3)"
    )
    same_results(got, expected, because)


@pytest.mark.catches("base-rate-to-new-ones", "clips-each-array", "one-state-for-all")
def test_new_optimiser_with_memory(rng):
    """gives a new optimiser, for each array, the state it returned for that array the last time"""
    settings = {**DEFAULTS, "epochs": 3, "warmup": 8, "clip": 0.4, "weight_decay": 0.1, "lr": 0.05}
    for name, function in (("heavyball", own_heavyball), ("adam", own_adam)):
        config = {**settings, "seed": int(rng.integers(1000))}
        expected = given({**config, "optimiser": name})
        got = run({**config, "optimiser": "mine"}, optimisers={"other": plain_descent, "mine": function})
        because = f"an optimiser that does what {name} does: is the state of each array kept apart, None at first?"
        same_results(got, expected, because)


@pytest.mark.axis("side_effects")
@pytest.mark.catches("globals-moved")
def test_a_run_inside_a_run(rng):
    """gives the same result when an optimiser calls run in the middle of it"""
    config = {**DEFAULTS, "epochs": 2, "warmup": 6, "lr": 0.1, "seed": int(rng.integers(1000))}
    steps = []

    def curious(param, grad, state, settings):
        steps.append(settings["lr"])
        if len(steps) in (6, 19):
            run({"optimiser": "adam", "epochs": 1, "n": 30, "hidden": 3, "seed": 8, "lr": 0.2})
        return own_heavyball(param, grad, state, settings)

    expected = given({**config, "optimiser": "heavyball"})
    got = run({**config, "optimiser": "mine"}, optimisers={"mine": curious})
    because = (
        "the optimiser called run with other settings: do two runs share weights, a step number or settings? (hint 2)"
    )
    same_results(got, expected, because)


@pytest.mark.axis("side_effects")
@pytest.mark.catches("registry-leaks")
def test_new_optimisers_are_forgotten():
    """knows an optimiser of the caller's in that call only"""
    run({"optimiser": "mine", "epochs": 1}, optimisers={"mine": plain_descent})

    because = "an earlier call brought it, for itself alone; was a shared dict changed?"
    expect_value_error({"optimiser": "mine", "epochs": 1}, because=because)


def failure_of_self_test(*arguments):
    """The words of the AssertionError that self_test raised, or None; other errors go on."""
    try:
        self_test(*arguments)
    except Exception as error:
        if isinstance(error, AssertionError) or str(error).startswith("AssertionError"):
            return " ".join(str(error).split())[:160]
        raise
    return None


def test_the_test_passes():
    """has a self_test() that passes"""
    failure = failure_of_self_test()

    assert failure is None, f"expected self_test() to pass for your own run, got {failure}"


@pytest.mark.catches("no-test")
def test_the_test_notices_drift():
    """has a self_test that fails for a run whose losses are a thousandth too large"""

    def drifting(*args, **kwargs):
        result = run(*args, **kwargs)
        for key in ("train_loss", "val_loss"):
            result[key] = [1.001 * loss for loss in result[key]]
        return result

    assert failure_of_self_test(drifting) is not None, (
        "expected self_test(other) to raise AssertionError for a run that drifts by a thousandth, got no error: "
        "does it compare losses with pinned numbers, and does it call the run it is given?"
    )


# The structure. Nothing below runs the answer; `source.tree` is its syntax.

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPES = (*FUNCTIONS, ast.ClassDef, ast.Lambda)
CONTAINERS = {"dict", "list", "set", "defaultdict", "deque", "Counter", "OrderedDict", "SimpleNamespace"}
CHANGES = {"append", "extend", "insert", "clear", "popitem", "setdefault", "fill", "appendleft"}
MORE_CHANGES = CHANGES | {"update", "pop", "remove", "discard", "add", "sort", "reverse"}


def in_scope(node):
    """Every node below `node`, without what is inside of functions and classes (those themselves included)."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, SCOPES):
            yield from in_scope(child)


def outermost_functions(tree):
    """Functions and methods that are in no other function, each with its class or None."""
    for node in in_scope(tree):
        if isinstance(node, FUNCTIONS):
            yield node, None
        elif isinstance(node, ast.ClassDef):
            yield from ((inner, node) for inner in in_scope(node) if isinstance(inner, FUNCTIONS))


def root(node):
    """The name that `a.b[c].d` starts with; of `a().b[c]` it is `a()`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return f"{node.func.id}()"
    return node.id if isinstance(node, ast.Name) else ""


def last_name(node):
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def is_container(node):
    made = isinstance(node, ast.Call) and last_name(node.func) in CONTAINERS
    return made or isinstance(node, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp)


def assigned(tree):
    """Names bound at module level by assignment, with their values."""
    for node in in_scope(tree):
        if isinstance(node, ast.Assign):
            names = [each for target in node.targets for each in ast.walk(target)]
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
            names = [node.target]
        else:
            continue
        for name in names:
            if isinstance(name, ast.Name) and node.value is not None:
                yield name.id, node.value


def defaults_of(function):
    """Parameters that have a default value, with it."""
    args = function.args
    positional = [*args.posonlyargs, *args.args]
    yield from zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True)
    yield from ((arg, value) for arg, value in zip(args.kwonlyargs, args.kw_defaults, strict=True) if value is not None)


def changed_names(function, containers):
    """The names whose object this function changes in place: by assignment to a part of it, or by a method."""
    for node in ast.walk(function):
        targets = []
        if isinstance(node, ast.Assign | ast.Delete):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.For):
            targets = [node.target]
        parts = [part for target in targets for part in ast.walk(target)]
        yield from (
            (root(part), part.lineno)
            for part in parts
            if isinstance(part, ast.Subscript | ast.Attribute) and isinstance(part.ctx, ast.Store | ast.Del)
        )
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute):
            owner, method = node.func.value, node.func.attr
            direct = isinstance(owner, ast.Name) and owner.id in containers and method in MORE_CHANGES
            # OPTIMISERS[name].update(...) may well be a method of something that is not a dict.
            if direct or method in CHANGES:
                yield root(owner), node.lineno
        if last_name(node.func) in ("setattr", "delattr") and node.args:
            yield root(node.args[0]), node.lineno
        yield from ((root(keyword.value), node.lineno) for keyword in node.keywords if keyword.arg == "out")


def own_names(function):
    """Parameters and local names of a function and of those inside it."""
    nodes = list(ast.walk(function))
    names = {node.arg for node in nodes if isinstance(node, ast.arg)}
    names |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return names - {name for node in nodes if isinstance(node, ast.Global) for name in node.names}


def handed_out(tree, containers):
    """The functions that return one of these very objects, as `f()`."""
    for function, _ in outermost_functions(tree):
        returned = {node.value.id for node in in_scope(function) if returns_a_name(node)}
        if returned & containers - own_names(function):
            yield f"{function.name}()"


def keeps_state(function):
    """Whether functions made inside of this one change what belongs to it."""
    outer = own_names(function)
    inner = [node for node in ast.walk(function) if isinstance(node, FUNCTIONS) and node is not function]
    return any(isinstance(node, ast.Nonlocal) for each in inner for node in ast.walk(each)) or any(
        name in outer and name not in local_names(each) for each in inner for name, _ in changed_names(each, outer)
    )


def local_names(function):
    """Parameters and local names of a function, without those of functions inside it."""
    names = {arg.arg for arg in ast.walk(function.args) if isinstance(arg, ast.arg)}
    return names | {
        node.id for node in in_scope(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def returns_a_name(node):
    return isinstance(node, ast.Return) and isinstance(node.value, ast.Name)


def other_names(function, shared):
    """Local names that a function binds to one of these very objects and to nothing else: `memory = MEMORY`."""
    bound = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    same = [node for node in bound if isinstance(node.value, ast.Name | ast.Call) and root(node.value) in shared]
    names, others = (
        {target.id for node in nodes for target in node.targets if isinstance(target, ast.Name)}
        for nodes in (same, [node for node in bound if node not in same])
    )
    return names - others


def of_the_class(owner):
    """The containers that stand in a class body and that no method gives each object for itself."""
    made = {
        target.id
        for node in owner.body
        if isinstance(node, ast.Assign) and is_container(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    own = (node for node in ast.walk(owner) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store))
    return made - {node.attr for node in own if isinstance(node.value, ast.Name)}


def parts_changed(function, names):
    """Of these attributes of its first parameter, the ones whose object a method changes: `self.memory[k] = v`."""
    first = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)][:1]
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            part = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MORE_CHANGES:
            part = node.func.value
        else:
            continue
        while isinstance(part, ast.Subscript):
            part = part.value
        if isinstance(part, ast.Attribute) and part.attr in names and [root(part)] == first:
            yield part.attr, node.lineno


def shared_state(tree):
    """Sentences, each on one way in which functions change what outlives a call."""
    values = list(assigned(tree))
    containers = {name for name, value in values if is_container(value)}
    module = {name for name, _ in values}
    module |= {node.name for node in in_scope(tree) if isinstance(node, (*FUNCTIONS, ast.ClassDef))}
    reached = set(handed_out(tree, containers))
    module |= reached
    stateful = set()
    used = set()
    for function, owner in outermost_functions(tree):
        args = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
        kinds = {last_name(each.func if isinstance(each, ast.Call) else each) for each in function.decorator_list}
        shared = {arg.arg for arg, value in defaults_of(function) if is_container(value) or root(value) in containers}
        if owner is not None and "classmethod" in kinds and args:
            shared.add(args[0])
        if kinds & {"cache", "lru_cache"}:
            yield f"{function.name} remembers its results from call to call (line {function.lineno})"
        local = own_names(function) - shared
        shared |= set(other_names(function, (containers - local) | reached))
        used |= {node.id for node in ast.walk(function) if isinstance(node, ast.Name)} - local
        for name, line in changed_names(function, containers | shared):
            if name in (module - local) | shared:
                yield f"{function.name} changes `{name}` (line {line})"
            if owner is not None and args and name == args[0] and function.name not in ("__init__", "__post_init__"):
                stateful.add(owner.name)
        if owner is not None:
            yield from (
                f"{function.name} changes `{name}`, which all objects of {owner.name} share (line {line})"
                for name, line in parts_changed(function, of_the_class(owner))
            )
        if owner is None and keeps_state(function):
            stateful.add(function.name)
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        yield from (
            f"{function.name} reaches for globals() (line {node.lineno})"
            for node in calls
            if last_name(node.func) == "globals"
        )
    for name, value in values:
        made = {last_name(node.func) for node in ast.walk(value) if isinstance(node, ast.Call)}
        if name in used and made & stateful:
            yield f"`{name}` is made once for all runs, by {min(made & stateful)}, and changes itself"


@pytest.mark.axis("side_effects")
@pytest.mark.catches("globals-moved", "registry-leaks")
def test_no_module_state(source):
    """has no `global`, and no function that changes what lives at module level, in a default or on a class"""
    names = sorted({name for node in ast.walk(source.tree) if isinstance(node, ast.Global) for name in node.names})
    assert not names, f"expected no `global`, got one for {', '.join(names)}: hand it over and return it (hint 2)"
    found = sorted(set(shared_state(source.tree)))
    assert not found, (
        f"expected no state that outlives a call, got {len(found)}: {'; '.join(found[:4])}. "
        "Moving a global into a dict or a class leaves it a global (hint 2)"
    )


@pytest.mark.catches("one-long-function")
def test_no_long_function(source):
    """has no function of more than 30 lines, self_test aside"""
    long = [
        (source.lines_of(function), function.name)
        for function in source.functions
        if function.name != "self_test" and source.lines_of(function) > MOST_LINES
    ]
    words = ", ".join(f"{name} ({count} lines)" for count, name in sorted(long, reverse=True))
    assert not long, f"expected at most {MOST_LINES} lines of code a function, got {words}"


def is_frozen_dataclass(node):
    return any(
        isinstance(each, ast.Call)
        and last_name(each.func) == "dataclass"
        and any(
            word.arg == "frozen" and isinstance(word.value, ast.Constant) and word.value.value is True
            for word in each.keywords
        )
        for each in node.decorator_list
    )


def values_of(node):
    """The attributes that a class body gives a value to."""
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and each.value is not None and isinstance(each.target, ast.Name):
            yield each.target.id
        elif isinstance(each, ast.Assign):
            yield from (target.id for target in each.targets if isinstance(target, ast.Name))


def config_class(tree):
    """The class that gives most settings a value, and those it leaves out."""
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    left_out = {node: [name for name in DEFAULTS if name not in set(values_of(node))] for node in classes}
    best = min(classes, key=lambda node: len(left_out[node]), default=None)
    return (best, left_out[best]) if best is not None else (None, list(DEFAULTS))


@pytest.mark.catches("config-not-frozen")
def test_config_is_frozen(source):
    """has its settings in a frozen dataclass"""
    node, _ = config_class(source.tree)
    assert node is not None, "expected a dataclass with the settings, got no class at all (hint 1)"
    assert is_frozen_dataclass(node), (
        f"expected @dataclass(frozen=True) on the class with the settings, got none on {node.name}"
    )


def second_defaults(tree):
    """Sentences, each on a default for a setting outside of the config class."""
    config, _ = config_class(tree)
    for node in ast.walk(tree):
        if isinstance(node, (*FUNCTIONS, ast.Lambda)):
            name = getattr(node, "name", "a lambda")
            yield from (
                f"{name} has a default for its parameter `{arg.arg}` (line {node.lineno})"
                for arg, _ in defaults_of(node)
                if arg.arg in DEFAULTS
            )
        elif isinstance(node, ast.ClassDef) and node is not config:
            yield from (f"class {node.name} gives `{name}` a value" for name in values_of(node) if name in DEFAULTS)
        elif isinstance(node, ast.Call):
            at = {"get": 0, "pop": 0, "setdefault": 0, "getattr": 1}.get(last_name(node.func), -1)
            asked = node.args[at] if 0 <= at < len(node.args) - 1 else None
            if isinstance(asked, ast.Constant) and asked.value in DEFAULTS:
                yield f"{last_name(node.func)}() has a default for {asked.value!r} (line {node.lineno})"
    yield from (f"`{name}` stands at module level" for name, _ in assigned(tree) if name.lower() in DEFAULTS)


@pytest.mark.catches("config-spread")
def test_defaults_in_one_place(source):
    """has a default for every setting in one class, and no second place that gives a setting a default"""
    node, left_out = config_class(source.tree)
    assert not left_out, (
        f"expected all {len(DEFAULTS)} settings with a default in one class, got none for {', '.join(left_out[:4])}"
        f"{' and more' if len(left_out) > 4 else ''} in {node.name if node else 'any class'} (hint 1)"
    )
    found = sorted(set(second_defaults(source.tree)))
    assert not found, (
        f"expected defaults in {node.name} alone, got {len(found)} elsewhere: {'; '.join(found[:4])} (hint 1)"
    )


@pytest.mark.catches("if-chain")
def test_no_branch_on_a_name(source):
    """compares no value with an optimiser's name, so that a new one needs no new branch"""
    exempt = {id(node) for f in source.functions if f.name == "self_test" for node in ast.walk(f)}
    lines = sorted(
        {
            node.lineno
            for compared in ast.walk(source.tree)
            if isinstance(compared, ast.Compare | ast.MatchValue) and id(compared) not in exempt
            for node in ast.walk(compared)
            if isinstance(node, ast.Constant) and node.value in NAMES
        }
    )
    assert not lines, (
        f"expected optimisers to be looked up by name, got a comparison with a name on line {lines[0]}: "
        "a new optimiser would need a branch there (hint 3)"
    )


# ---- stage 2 ---------------------------------------------------------------------------------------------------

PARTS = ((1, 2, 1), (3, 0, 1), (4,), (0, 4))


def some_settings(rng, name):
    """Settings under which everything that a run must remember matters: warmup, momentum, jitter, the order."""
    return {
        **DEFAULTS,
        "seed": int(rng.integers(1000)),
        "n": int(rng.integers(60, 100)),
        "batch_size": int(rng.integers(9, 20)),
        "optimiser": name,
        "epochs": int(rng.integers(9)),
        "lr": 0.05,
        "warmup": 13,
        "clip": 0.5,
        "weight_decay": 0.05,
    }


def part(config, more, snapshot=None, optimisers=None):
    """What run_part returns, once it is a pair."""
    got = run_part(config, more, snapshot) if optimisers is None else run_part(config, more, snapshot, optimisers)
    pair = isinstance(got, tuple) and len(got) == 2
    assert pair, f"expected a tuple (result, snapshot), got a {type(got).__name__}"
    return got


@pytest.mark.stage(2)
def test_parts_make_a_whole(rng):
    """gives after each part what the given script gives for so many epochs, for each optimiser"""
    for name in NAMES:
        config = some_settings(rng, name)
        for parts in PARTS:
            done, snapshot = 0, None
            for more in parts:
                result, snapshot = part(config, more, snapshot)
                done += more
                because = (
                    f"{name} in parts of {', '.join(map(str, parts))} epochs, after {done}: does the snapshot hold the "
                    "weights, the optimiser's state, the step number, the generator and the history?"
                )
                same_results(result, given({**config, "epochs": done}), because)


@pytest.mark.stage(2)
def test_parts_remember_the_best():
    """knows the best epoch of earlier parts, and the first of equals"""
    config = {**DEFAULTS, "lr": 0.0, "n": 40}
    snapshot = None
    for done in (1, 2, 3):
        result, snapshot = part(config, 1, snapshot)
        same_results(
            result, given({**config, "epochs": done}), f"lr=0: of {done} equally good epochs the first is the best"
        )


@pytest.mark.stage(2)
def test_parts_with_a_new_optimiser(rng):
    """hands a caller's optimiser, after a pause, the state it returned before"""
    for name, function in (("heavyball", own_heavyball), ("adam", own_adam)):
        config = some_settings(rng, name)
        _, snapshot = part({**config, "optimiser": "mine"}, 2, None, {"mine": function})
        result, _ = part({**config, "optimiser": "mine"}, 2, snapshot, {"mine": function})
        because = f"an optimiser of the caller's that does what {name} does, left after 2 of 4 epochs"
        same_results(result, given({**config, "epochs": 4}), because)
    try:
        run_part({**config, "optimiser": "mine"}, 1, snapshot)
    except ValueError:
        return
    raise AssertionError("expected ValueError for an optimiser that this call does not know, got a result")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_snapshots_can_be_used_again(rng):
    """goes on from one snapshot twice, and leaves it and the config as they were"""
    for name in NAMES:
        config = some_settings(rng, name)
        _, snapshot = part(config, 2)
        placed, given_config = place(snapshot), place(config)
        expected = given({**config, "epochs": 4})
        for time in ("first", "second"):
            result, _ = part(given_config, 2, placed)
            because = f"{name}: going on from one snapshot for the {time} time; it may not be changed by that"
            same_results(result, expected, because)
        assert_equal(fetch(given_config), config, because="run_part() changed the dict it was given")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_parts_of_several_runs_in_turns(rng):
    """keeps several runs apart whose parts take turns"""
    configs = [some_settings(rng, name) for name in ("adam", "heavyball", "adam")]
    snapshots = [None] * len(configs)
    for done in (1, 2, 3):
        for i, config in enumerate(configs):
            result, snapshots[i] = part(config, 1, snapshots[i])
            because = (
                f"run {i + 1} of 3, a part each in turns, after {done} epochs: is something kept outside the snapshot?"
            )
            same_results(result, given({**config, "epochs": done}), because)
