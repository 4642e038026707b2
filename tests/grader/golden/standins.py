"""Checks that use an answer in every way there is; test_standins.py says what must become of each."""

import answer as a
import numpy as np
import pytest
import starter

from prep.checking import assert_close, assert_equal, fetch, keep, place, read, take

KEPT = {}


def refuse():
    raise ValueError("no")


def test_an_error_of_a_function_is_the_answers_to_handle():
    """passed"""
    assert_equal(a.swallow(refuse), "ValueError: no")


def test_an_error_of_the_checks_own_kind_arrives_as_runtime_error():
    """passed"""

    class Refusal(Exception):
        pass

    def refuse():
        raise Refusal("not today")

    assert_equal(a.swallow(refuse), "RuntimeError: Refusal: not today")


def test_an_error_goes_all_the_way_through():
    """passed"""
    with pytest.raises(ValueError, match="no"):
        a.apply(refuse)


def test_an_assertion_inside_a_function_counts():
    """failed: seen by the check"""

    def judge():
        assert a, "never seen"
        raise AssertionError("seen by the check")

    a.swallow(judge)


def test_a_failure_inside_a_function_counts():
    """failed: seen too"""
    a.swallow(lambda: pytest.fail("seen too"))


def test_a_function_that_returns_an_object_is_the_checks_fault():
    """grader_broken: a check's own function returned a value of type object, which cannot cross to the answer"""

    def make():
        return object()

    a.swallow(make)


def test_one_function_is_one_function():
    """passed"""

    def other():
        pass

    assert a.same(refuse, refuse) is True
    assert a.same(refuse, other) is False


def test_a_function_is_remembered():
    """passed"""
    assert a.remember(lambda: 5) is None


def test_a_function_of_another_check_is_another_function():
    """passed"""
    assert a.is_remembered(lambda: 5) is False


def test_a_function_of_another_check_can_still_be_called():
    """passed"""
    assert_equal(a.call_remembered(), 5)


def test_a_function_comes_back_as_itself():
    """passed"""
    assert a.same_back(refuse) is refuse


def test_functions_take_arguments_of_both_kinds():
    """passed"""
    seen = []
    a.call_with(lambda *args, **kwargs: seen.append((args, kwargs)))

    assert_equal(seen, [((1, [2]), {"c": 3})])


def test_a_function_is_given_plain_data():
    """errored: TypeError: the function you were given takes plain data, not a value of type object"""
    a.call_with_object(lambda value: value)


def test_functions_called_from_threads():
    """passed"""
    assert_equal(a.in_threads(lambda n: n * n), [n * n for n in range(20)])


def test_a_function_called_after_the_call():
    """passed"""
    a.call_later(lambda: 1)
    while (said := a.what_happened_later()) is None:
        pass

    assert said == "RuntimeError: a function of the check was called after the call it was given to had returned"


def test_a_function_may_call_the_answer_again():
    """passed"""
    assert_equal(a.apply(lambda: a.apply(lambda: a.apply(lambda: 7))), 7)


def test_a_crash_in_a_call_from_a_function():
    """crashed: exit status 4"""
    a.swallow(a_crash)


def a_crash():
    a.crash()


def test_an_entry_is_not_passed_as_a_function():
    """grader_broken: a check passed the answer's own function"""
    a.swallow(a.crash)


def test_an_object_is_true_of_nothing():
    """failed: it returned a Box where data was expected"""
    assert a.Box(1)


def test_an_object_equals_nothing():
    """failed: it returned a Box where data was expected"""
    assert a.Box(1) == a.Box(1)


def test_an_object_is_no_array():
    """failed: it returned a Box where data was expected"""
    np.asarray(a.Box(1))


def test_an_object_is_closest_to_nothing():
    """failed: expected an array of shape (), got <a Box of the answer>"""
    assert_close(a.Box(1), 1)


def test_an_object_has_methods_attributes_and_items():
    """passed"""
    box = a.Box(4)

    assert_equal(box.doubled(), 8)
    assert_equal(read(box, "value"), 4)
    assert_equal(read(box.again(), "value"), 4)
    box["key"] = [1, 2]
    assert_equal(box["key"], [1, 2])
    assert "key" in box
    del box["key"]
    assert "key" not in box
    assert_equal(len(box), 0)
    assert_equal(read(box + a.Box(3), "value"), 7)
    assert_equal(read(2 * box, "value"), 8)
    assert_equal(read(-box, "value"), -4)
    assert_equal(box.adder()(3), 7)


def test_an_object_keeps_its_identity():
    """passed"""
    box = a.Box(1)

    assert a.same(box, box.myself()) is True
    assert a.same(box, a.Box(1)) is False


def test_an_attribute_is_read_by_name():
    """failed: it returned a Box where data was expected (`value` was read from it)"""
    assert a.Box(1).value == 1


def test_a_method_that_is_not_there():
    """errored: AttributeError: 'Box' object has no attribute 'nothing'"""
    a.Box(1).nothing()


def test_an_object_of_an_undeclared_class():
    """failed: it returned a value of type Other, which cannot be compared"""
    a.other()


def test_an_object_is_kept():
    """passed"""
    KEPT["box"], KEPT["placed"] = a.Box(1), place([1])


def test_an_object_of_another_check():
    """grader_broken: a check used something of the answer's from an earlier check"""
    KEPT["box"].doubled()


def test_a_placed_value_of_another_check():
    """grader_broken: a check used something of the answer's from an earlier check"""
    fetch(KEPT["placed"])


def test_an_object_of_the_given_code():
    """grader_broken: a check passed something that lives in the other worker"""
    a.same(starter.Box(1), 1)


def test_after_a_crash_the_crash_is_what_is_told():
    """crashed: exit status 4"""
    box = a.Box(1)
    try:
        a.crash()
    finally:
        box.doubled()


def test_an_iterator_is_pulled():
    """passed"""
    numbers = a.numbers(5)

    assert_equal(take(numbers, 3), [0, 1, 2])
    assert_equal(take(numbers, 3), [3, 4])
    assert_equal(take(numbers, 3), [])


def test_an_iterator_is_no_list():
    """failed: it returned an iterator where data was expected"""
    list(a.numbers(5))


def test_a_list_for_an_iterator_is_a_list():
    """passed"""
    assert_equal(a.listed(2), [0, 1])


def test_an_iterator_that_raises():
    """errored: ValueError: after two"""
    take(a.breaks(), 9)


def test_a_placed_value_keeps_its_identity():
    """passed"""
    placed = place(np.arange(3))

    assert a.same(placed, placed) is True
    assert a.same(placed, place(np.arange(3))) is False
    assert a.change(placed) is None
    assert_equal(fetch(placed).tolist(), [-1, 1, 2])


def test_a_result_may_stay():
    """passed"""
    kept = keep(a.listed, 4)

    assert_equal(fetch(kept), [0, 1, 2, 3])
    assert_equal(fetch(kept, 2), 2)
    assert a.same(kept, kept) is True


def test_a_plain_argument_is_a_copy():
    """passed"""
    x = np.arange(3)
    a.change(x)

    assert_equal(x.tolist(), [0, 1, 2])


def test_an_argument_that_may_not_be_written():
    """errored: ValueError: assignment destination is read-only"""
    x = np.arange(3)
    x.flags.writeable = False
    a.change(x)


def test_the_end_of_an_iteration_ends_none_of_the_checks():
    """errored: your code raised StopIteration"""
    assert all(map(a.ends, range(3)))


def test_an_error_is_what_it_derives_from():
    """passed"""
    with pytest.raises(LookupError, match="nowhere"):
        a.own_error()
    with pytest.raises(ValueError, match="Singular matrix"):
        a.linear_algebra()


def test_an_assertion_of_the_answers_is_no_assertion_of_the_checks():
    """errored: your code raised AssertionError: mine"""
    a.asserts()


def test_a_bare_assertion_says_what_it_asserted():
    """failed: this does not hold: a.listed(2) == [5]"""
    assert a.listed(2) == [5]


def test_what_cannot_be_checked_says_so():
    """failed: what you returned could not be checked (TypeError: 'int' object is not subscriptable)"""
    assert len(a.listed(2)[0][0])
