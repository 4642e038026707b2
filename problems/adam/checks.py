"""What the definition implies (first steps of length lr, parameters that do not disturb each other), then itself.

Every optimiser of a check has parameter names of its own, and `tiny` is an eps that does not matter, except where
shared state and eps themselves are looked at: so each check tells of one thing.
"""

import numpy as np
import pytest
from answer import Adam

from prep.checking import assert_close, assert_shape, fetch, place

tiny = 1e-30


def trail(start, steps, **settings):
    """All parameters after each step of one optimiser, as it leaves them in the dictionary it was given."""
    optimiser, params = Adam(**settings), place(start)
    seen = []
    for grads in steps:
        optimiser.step(params, grads)
        seen.append(fetch(params))
        for name, before in start.items():
            assert_shape(seen[-1].get(name), before.shape, because=f"params[{name!r}] must keep its shape")
    return seen


def moves(name, start, gradients, **settings):
    """How far one parameter moves in each step, if it has these gradients."""
    after = [params[name] for params in trail({name: start}, [{name: g} for g in gradients], **settings)]
    return np.diff(np.stack([start, *after]), axis=0)


def by_definition(start, gradients, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
    """One parameter after the last step; a gradient of None is a step that it sits out."""
    out = start.copy()
    for i in np.ndindex(start.shape):
        m = v = 0.0
        for t, g in enumerate(gradients, start=1):
            if g is None:
                continue
            m = betas[0] * m + (1 - betas[0]) * g[i]
            v = betas[1] * v + (1 - betas[1]) * g[i] ** 2
            out[i] -= lr * (m / (1 - betas[0] ** t)) / (np.sqrt(v / (1 - betas[1] ** t)) + eps)
    return out


def close(got, expected, because):
    """Compare as the statement says."""
    assert_close(got, expected, rtol=1e-9, atol=1e-12, because=because)


@pytest.mark.axis("stability")
@pytest.mark.catches("counter-from-zero")
def test_first_step_is_finite(rng):
    """takes a first step that is finite"""
    start = rng.normal(size=(2, 3))

    got = trail({"finite": start}, [{"finite": rng.normal(size=(2, 3))}], lr=0.1)[0]["finite"]

    because = "a step number of 0 makes the correction divide by 1 - β**0 = 0 (hint 2)"
    assert np.isfinite(got).all(), f"expected finite parameters after the first step, got {got.flat[0]:.6g}: {because}"


@pytest.mark.catches("updates-a-copy")
def test_parameters_change(rng):
    """changes every number of a parameter that has a gradient"""
    start = rng.normal(size=(2, 3))

    got = trail({"change": start}, [{"change": rng.normal(size=(2, 3)) + 3.0}], lr=0.1)[0]["change"]

    same = int((got == start).sum())
    because = "is the result written into the array that was given? (hint 3)"
    assert not same, f"expected 6 changed numbers, got {same} as they were: {because}"


@pytest.mark.catches("no-bias-correction")
def test_first_step_is_no_longer_than_lr():
    """never takes a first step that is longer than lr"""
    start = np.array([0.5, -0.03, 0.001])

    longest = np.abs(moves("bounded", start, [start.copy()], lr=0.1, eps=tiny)).max()

    because = "averages that start at zero need correcting, v more than m (hint 1)"
    assert not longest > 0.1 * 1.01, f"expected a first step of lr, got {longest / 0.1:.4g} times that: {because}"


@pytest.mark.catches("no-bias-correction", "counter-from-zero")
def test_constant_gradient_gives_steps_of_lr():
    """moves by lr, against the gradient, in every step of one that stays the same, whatever its scale"""
    g = np.array([[1.0, -1.0], [1e-9, -1e-3], [30.0, -1e5]])
    for betas in [(0.9, 0.999), (0.5, 0.8), (0.0, 0.0)]:
        seen = moves(f"constant {betas}", np.zeros_like(g), [g] * 12, lr=0.1, betas=betas, eps=tiny)
        for t, move in enumerate(seen, start=1):
            because = f"in step {t} with betas={betas}: m_hat is g and v_hat is g² while the gradient is g (hint 1)"
            assert_close(move, -0.1 * np.sign(g), rtol=1e-6, because=because)


@pytest.mark.axis("stability")
@pytest.mark.catches("eps-inside-root", "eps-before-correction")
def test_gradient_of_a_millionth():
    """hardly shortens the first step for a gradient of 1e-6, with the default eps of 1e-8"""
    g = np.array([1e-6, -1e-6])

    got = moves("millionth", g, [g], lr=0.1)[0]
    without = moves("millionth, no eps", g, [g], lr=0.1, eps=tiny)[0]

    because = "1 % less than with eps near 0, as 1e-6 / (1e-6 + 1e-8): eps stands outside the root (hint 3)"
    assert_close(got, without * 1e-6 / (1e-6 + 1e-8), rtol=1e-6, because=because)


@pytest.mark.catches("eps-before-correction", "no-bias-correction")
def test_large_eps_stands_beside_the_corrected_root():
    """shortens the first step to a third for a gradient of 1/4 and an eps of 1/2"""
    # Here alone √v_hat + eps = √(v_hat + eps), so this tells of the correction, and not of what the root covers.
    g = np.array([0.25, -0.25])

    got = moves("large eps", g, [g], lr=0.3, eps=0.5)[0]
    without = moves("no eps", g, [g], lr=0.3, eps=tiny)[0]

    because = "a third of the step with eps near 0, as 1/4 / (1/4 + 1/2): correct v, take the root, add eps (hint 3)"
    assert_close(got, without / 3, rtol=1e-6, because=because)


@pytest.mark.catches("first-moment-from-parameter")
def test_value_of_the_parameter_does_not_matter(rng):
    """moves in the same way from every starting point, if the gradients are the same"""
    gradients = list(rng.normal(size=(6, 4)))

    near = moves("near", np.zeros(4), gradients, lr=0.1)
    far = moves("far", np.full(4, 100.0), gradients, lr=0.1)

    assert_close(far, near, atol=1e-9, because="the averages are those of the gradients; the value has no part in them")


@pytest.mark.catches("shared-buffers", "counter-per-parameter")
def test_parameters_do_not_disturb_each_other(rng):
    """moves each of three parameters as if it were the only one"""
    shapes = {"kernel": (3, 2), "bias": (2,), "scale": (1, 4, 1)}
    start = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    steps = [{name: rng.normal(size=shape) for name, shape in shapes.items()} for _ in range(4)]

    together = trail(start, steps, lr=0.1)[-1]

    for name in shapes:
        alone = trail({f"{name} alone": start[name]}, [{f"{name} alone": g[name]} for g in steps], lr=0.1)[-1]
        because = f"{name!r} moves differently beside others: averages are per name, the step number per call (hint 2)"
        close(together[name], alone[f"{name} alone"], because)


@pytest.mark.catches("shared-buffers")
def test_zero_gradient_beside_others(rng):
    """leaves a parameter where it is whose gradients are all zero, whatever the other one does"""
    start = {"driven": rng.normal(size=3), "idle": rng.normal(size=3)}

    seen = trail(start, [{"driven": rng.normal(size=3), "idle": np.zeros(3)} for _ in range(3)], lr=0.1)

    because = "its own averages are zero, so it moves by averages that belong to another (hint 2)"
    assert_close(seen[-1]["idle"], start["idle"], rtol=0, because=because)


@pytest.mark.catches("counter-per-parameter")
def test_order_of_names_does_not_matter(rng):
    """gives the same whichever parameter comes first"""
    start = rng.normal(size=(2, 3))
    gradients = rng.normal(size=(3, 2, 3))

    one = trail({"a": start[0], "b": start[1]}, [{"a": g[0], "b": g[1]} for g in gradients], lr=0.1)[-1]
    other = trail({"d": start[1], "c": start[0]}, [{"d": g[1], "c": g[0]} for g in gradients], lr=0.1)[-1]

    because = "which one comes first made a difference: the step number goes up once per call (hint 2)"
    close(np.stack([other["c"], other["d"]]), np.stack([one["a"], one["b"]]), because)


@pytest.mark.catches("absent-raises")
def test_some_gradients_are_enough(rng):
    """takes gradients for some of the parameters, or for none"""
    start = {"without": rng.normal(size=3), "with": rng.normal(size=3)}

    got = trail(start, [{"with": rng.normal(size=3) + 3.0}, {}], lr=0.1)[-1]["with"]

    because = "it has a gradient, although another parameter has none"
    assert (got != start["with"]).all(), f"expected 'with' to move, got some of it as it was: {because}"


@pytest.mark.catches("absent-as-zero", "absent-raises")
def test_absent_parameter_is_left_alone(rng):
    """does not move a parameter that is absent from the gradients, even if it moved before"""
    start = {"resting": rng.normal(size=3), "busy": rng.normal(size=3)}
    steps = [{"resting": rng.normal(size=3)}, {"busy": rng.normal(size=3)}, {}]

    first, second, third = (params["resting"] for params in trail(start, steps, lr=0.1))

    because = "it has no gradient in this step: absent is not zero (hint 3)"
    assert_close(second, first, rtol=0, because=because)
    assert_close(third, first, rtol=0, because=because)


@pytest.mark.catches("zero-as-absent")
def test_gradient_of_zeros_is_a_gradient(rng):
    """lets a parameter coast on, and its averages decay, while its gradient is all zeros"""
    start, gradients = rng.normal(size=3), [rng.normal(size=3), np.zeros(3), np.zeros(3), rng.normal(size=3)]

    got = trail({"coasting": start}, [{"coasting": g} for g in gradients], lr=0.1, eps=tiny)

    because = "its gradient is there, and happens to be 0: that is taken in like any other"
    for step in (2, 3, 4):
        expected = by_definition(start, gradients[:step], lr=0.1, eps=tiny)
        close(got[step - 1]["coasting"], expected, f"after step {step} of g, 0, 0, g: {because}")


@pytest.mark.catches("count-by-name", "absent-raises")
def test_late_parameter_is_not_in_its_first_step():
    """does not treat the first gradient of a parameter as step 1, if the optimiser is further on"""
    start = {"early": np.array([1.0]), "late": np.array([2.0, -3.0])}
    steps = [{"early": np.array([1.0])}] * 3 + [{"late": np.array([2.0, -3.0])}]

    moved = trail(start, steps, lr=0.1, eps=tiny)[-1]["late"] - start["late"]

    as_first = np.allclose(np.abs(moved), 0.1, rtol=1e-6, atol=0)
    because = "the step number is the optimiser's, which is at 4 (hint 2)"
    assert not as_first, f"expected a step of 0.5813 lr, got lr, as in a first step: {because}"


@pytest.mark.catches("count-by-name", "absent-as-zero")
def test_return_of_an_absent_parameter(rng):
    """keeps the averages of a parameter while it is absent, and corrects them for the optimiser's step"""
    start = {"guest": rng.normal(size=3), "host": rng.normal(size=3)}
    gradients = rng.normal(size=(8, 3))
    present = [0, 1, 5, 7]
    steps = [{"guest" if t in present else "host": g} for t, g in enumerate(gradients)]

    got = trail(start, steps, lr=0.1, eps=tiny)[-1]

    settings = {"lr": 0.1, "eps": tiny}
    guest = [g if t in present else None for t, g in enumerate(gradients)]
    host = [None if t in present else g for t, g in enumerate(gradients)]
    because = "with gradients in steps 1, 2, 6 and 8: m and v wait, the step number does not (hint 2)"
    close(got["guest"], by_definition(start["guest"], guest, **settings), because)
    because = "with gradients in steps 3, 4, 5 and 7: m and v wait, the step number does not (hint 2)"
    close(got["host"], by_definition(start["host"], host, **settings), because)


@pytest.mark.catches("count-by-name", "counter-per-parameter")
def test_step_without_gradients_counts(rng):
    """counts a call with no gradients at all as a step"""
    start, g = rng.normal(size=3), rng.normal(size=3)

    got = trail({"waiting": start}, [{}, {}, {"waiting": g}], lr=0.1, eps=tiny)[-1]["waiting"]

    because = "two empty calls before make this step 3 (hint 2)"
    close(got, by_definition(start, [None, None, g], lr=0.1, eps=tiny), because)


@pytest.mark.axis("side_effects")
@pytest.mark.catches("rebinds-params", "updates-a-copy")
def test_arrays_are_changed_in_place(rng):
    """changes the very arrays that it was given"""
    before = rng.normal(size=(2, 3))
    array, optimiser = place(before), Adam(lr=0.1)

    for _ in range(2):
        optimiser.step({"held": array}, {"held": rng.normal(size=(2, 3)) + 3.0})

    same = np.array_equal(fetch(array), before)
    because = "write into params[name], do not put a new array there (hint 3)"
    assert not same, f"expected the array itself to change, got it as it was: {because}"

    params = place({"held": before})
    optimiser.step(params, {"held": before})
    names = list(fetch(params))
    assert names == ["held"], f"expected the names ['held'] in params, got {names}: keep the averages elsewhere"


@pytest.mark.axis("side_effects")
@pytest.mark.catches("ravels-a-copy", "rebinds-params", "updates-a-copy")
def test_transposes_and_slices_are_changed_in_place(rng):
    """changes arrays that are a transpose, a slice or reversed, too"""
    block = rng.normal(size=(4, 6))
    views = {"transposed": block.T, "every other column": block[:, ::2], "reversed": block[::-1, 1]}
    for name, start in views.items():
        array, g = place(start), rng.normal(size=start.shape) + 3.0
        Adam(lr=0.1, eps=tiny).step({name: array}, {name: g})
        expected = by_definition(np.array(start), [g], lr=0.1, eps=tiny)
        because = f"the parameter is a view, {name}: a flattened array may be a copy of it (hint 3)"
        close(fetch(array), expected, because)


def test_averages_belong_to_a_name(rng):
    """goes on with the averages of a name when another array of that shape stands under it"""
    start, gradients = rng.normal(size=3), rng.normal(size=(3, 3))
    optimiser, value, every = Adam(lr=0.1, eps=tiny), start, []

    for g in gradients:
        every.append(place({"swapped": value}))
        optimiser.step(every[-1], {"swapped": g})
        value = fetch(every[-1])["swapped"]

    expected = trail({"kept": start}, [{"kept": g} for g in gradients], lr=0.1, eps=tiny)[-1]["kept"]
    close(value, expected, "the array under its name was replaced by an equal one: averages belong to the name")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-gradients")
def test_gradients_are_left_alone(rng):
    """leaves the caller's gradients as they were"""
    before = {"x": rng.normal(size=(2, 3)), "y": rng.normal(size=(2, 3))}
    grads, params, optimiser = place(before), place({name: np.zeros((2, 3)) for name in before}), Adam(lr=0.1)

    for _ in range(3):
        optimiser.step(params, grads)

    after = fetch(grads)
    assert list(after) == ["x", "y"], f"expected the names ['x', 'y'] in grads, got {list(after)}: it is the caller's"
    for name, g in before.items():
        assert_close(after[name], g, rtol=0, because=f"the gradient of {name!r} was changed in place")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("class-level-state")
def test_optimisers_share_nothing(rng):
    """starts every optimiser afresh, and keeps two apart that take turns"""
    start, gradients = rng.normal(size=3), rng.normal(size=(4, 3))
    steps = [{"twin": g} for g in gradients]
    because = "a second optimiser must not know what the first one saw: keep the state in the instance"

    first = trail({"twin": start}, steps, lr=0.1)[-1]["twin"]
    close(trail({"twin": start}, steps, lr=0.1)[-1]["twin"], first, because)

    pair = [(Adam(lr=0.1), place({"twin": start})) for _ in range(2)]
    for grads in steps:
        for optimiser, params in pair:
            optimiser.step(params, grads)
    for _, params in pair:
        close(fetch(params)["twin"], first, because)


def test_definition_agrees(rng):
    """agrees with the definition, number by number, for other lr, betas and eps, and for the defaults"""
    every = [
        {"lr": 0.05, "betas": (0.8, 0.95), "eps": 0.01},
        {"lr": 0.5, "betas": (0.99, 0.7), "eps": 1e-3},
        {"lr": 0.2, "betas": (0.0, 0.9), "eps": 1e-6},
        {},
    ]
    for number, settings in enumerate(every):
        names = (f"weight {number}", f"bias {number}")
        start = {names[0]: rng.normal(size=(2, 2)), names[1]: rng.normal(size=3)}
        scale = 10.0 ** rng.integers(-3, 2, size=8)
        steps = [{name: s * rng.normal(size=p.shape) for name, p in start.items()} for s in scale]
        steps *= 1 if settings else 6
        got = trail(start, steps, **settings)[-1]
        for name in names:
            expected = by_definition(start[name], [grads[name] for grads in steps], **settings)
            close(got[name], expected, f"after {len(steps)} steps with {settings or 'the defaults'}")


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def state_of(optimiser):
    """What `state_dict` gives, if it is a dict of plain data."""
    state = optimiser.state_dict()
    assert isinstance(state, dict), f"expected a dict from state_dict(), got a {type(state).__name__}"
    return state


def loaded(state, **settings):
    """A new optimiser that goes on from a state."""
    optimiser = Adam(**settings)
    optimiser.load_state_dict(state)
    return optimiser


def taken(optimiser, start, steps):
    """The parameters after some more steps of an optimiser."""
    params = place(start)
    for grads in steps:
        optimiser.step(params, grads)
    return fetch(params)


def some_steps(rng, count):
    """Gradients for three names; "b" sits out now and then, "c" joins in the last third, and one call is empty."""
    steps = [{"a": rng.normal(size=(2, 2)), "b": rng.normal(size=3), "c": rng.normal(size=2)} for _ in range(count)]
    for t, grads in enumerate(steps):
        if t % 3 == 1:
            del grads["b"]
        if t < 2 * count // 3:
            del grads["c"]
    steps[count // 3] = {}
    return steps, {"a": rng.normal(size=(2, 2)), "b": rng.normal(size=3), "c": rng.normal(size=2)}


@pytest.mark.stage(2)
def test_a_resumed_run_goes_on(rng):
    """ends where a run without a break ends, wherever the break is"""
    settings = {"lr": 0.1, "betas": (0.8, 0.99), "eps": 1e-3}
    steps, start = some_steps(rng, 9)
    expected = {name: by_definition(p, [grads.get(name) for grads in steps], **settings) for name, p in start.items()}
    for cut in (1, 4, 7):
        before = Adam(**settings)
        middle = taken(before, start, steps[:cut])
        after = loaded(state_of(before), **settings)
        got = taken(after, middle, steps[cut:])
        for name in start:
            because = f"{name!r} after 9 steps with a break after {cut}: both averages and the step number go on"
            close(got[name], expected[name], because)


@pytest.mark.stage(2)
def test_calls_are_counted_over_a_break(rng):
    """knows how often step was called, even if no call had gradients, or there was none"""
    start, g = rng.normal(size=3), rng.normal(size=3)
    for empty in (0, 1, 5):
        before = Adam(lr=0.1, eps=tiny)
        taken(before, {"late": start}, [{}] * empty)
        after = loaded(state_of(before), lr=0.1, eps=tiny)
        got = taken(after, {"late": start}, [{"late": g}])["late"]
        expected = by_definition(start, [None] * empty + [g], lr=0.1, eps=tiny)
        close(got, expected, f"the first gradient, after {empty} empty calls and a break: the step number survives")


@pytest.mark.stage(2)
def test_lr_and_eps_are_those_of_the_loader(rng):
    """goes on with the lr and eps of the optimiser that has loaded the state"""
    start, gradients = rng.normal(size=4), rng.normal(size=(5, 4))
    steps = [{"w": g} for g in gradients]
    before = Adam(lr=0.1, eps=0.5)
    middle = taken(before, {"w": start}, steps[:4])
    state = state_of(before)

    got = taken(loaded(state, lr=0.02, eps=0.01), middle, steps[4:])["w"] - middle["w"]

    shortened = {"lr": 0.02, "eps": 0.01}
    expected = by_definition(start, gradients, **shortened) - by_definition(start, gradients[:4], **shortened)
    close(got, expected, "lr and eps are settings of an optimiser, and no part of the state")


@pytest.mark.stage(2)
def test_loading_replaces_everything(rng):
    """forgets what the loading optimiser had seen, and lets names that are not in the state start anew"""
    start = {"known": rng.normal(size=3), "other": rng.normal(size=2)}
    first = {"known": rng.normal(size=3)}
    rest = [{"known": rng.normal(size=3), "other": rng.normal(size=2)} for _ in range(3)]
    before, used = Adam(lr=0.1, eps=tiny), Adam(lr=0.1, eps=tiny)
    taken(before, start, [first])
    taken(used, start, [{"known": rng.normal(size=3), "other": rng.normal(size=2)} for _ in range(4)])

    used.load_state_dict(state_of(before))
    got = taken(used, start, rest)

    for name, p in start.items():
        settings = {"lr": 0.1, "eps": tiny}
        gradients = [first.get(name), *(grads[name] for grads in rest)]
        moved = by_definition(p, gradients, **settings)
        if name in first:
            moved += p - by_definition(p, gradients[:1], **settings)
        close(got[name], moved, f"{name!r}, after an optimiser of 4 steps has loaded a state of 1 step")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_a_state_stays_as_it_is(rng):
    """gives two optimisers that load the same state lives of their own, and leaves the state as it was"""
    start, gradients = {"w": rng.normal(size=3)}, rng.normal(size=(6, 3))
    steps = [{"w": g} for g in gradients]
    before = Adam(lr=0.1, eps=tiny)
    taken(before, start, steps[:3])
    state = place(state_of(before))
    twins = [loaded(state, lr=0.1, eps=tiny) for _ in range(2)]

    ends = [taken(twin, start, steps[3:])["w"] for twin in twins]
    late = taken(loaded(state, lr=0.1, eps=tiny), start, steps[3:])["w"]

    close(ends[1], ends[0], "the second of two that have loaded one state, after the first went on: copy when loading")
    close(late, ends[0], "a third, which loaded it after those had made steps: loading must leave the state alone")
