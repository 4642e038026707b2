"""What a check sees in place of the answer: stand-ins that hold no code, only a name or a number.

Calls and attributes go over the wall (`remote`); data comes back as plain values, and the instances of declared
classes, functions and iterators as `Handle`s, which refuse to be used as data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prep.grader.trouble import HandleUsedAsData
from prep.model.problem import Form

if TYPE_CHECKING:
    from prep.grader.remote import Remote


class Entry:
    """The stand-in for a name that the answer defines."""

    def __init__(self, remote: Remote, name: str, form: Form) -> None:
        self.remote = remote
        self.name = name
        self.form = form
        self.__name__ = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the worker: arguments are copied over, plain data (or a handle) comes back."""
        return self.remote.call(self.name, args, kwargs, form=self.form)

    def __repr__(self) -> str:
        return f"<{self.name} of the {self.remote.role}>"


@dataclass(frozen=True)
class Placed:
    """A value that lives in the worker and keeps its identity over calls."""

    remote: Remote
    id: int


class Handle:
    """Something of the answer's that stays in the worker: attributes and calls go there, data comes back."""

    def __init__(self, remote: Remote, id: int, what: str) -> None:
        self._remote = remote
        self._id = id
        self._what = what

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Method(self, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function behind the handle."""
        return self._remote.call("", args, kwargs, form=Form.FUNCTION, thing=self._id)

    def _method(self, name: str, *args: Any) -> Any:
        if not self._remote.things.is_object(self._id):
            self._refuse()
        return self._remote.call(name, args, {}, form=Form.FUNCTION, thing=self._id)

    def __getitem__(self, key: Any) -> Any:
        return self._method("__getitem__", key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._method("__setitem__", key, value)

    def __delitem__(self, key: Any) -> None:
        self._method("__delitem__", key)

    def __contains__(self, key: Any) -> bool:
        return self._method("__contains__", key) is True

    def __len__(self) -> int:
        length = self._method("__len__")
        return length if type(length) is int else -1

    def _refuse(self, *_: Any) -> Any:
        raise HandleUsedAsData(f"it returned {_article(self._what)} where data was expected")

    __bool__ = __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __iter__ = __array__ = _refuse
    __float__ = __int__ = __index__ = __str__ = _refuse
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<a {self._what} of the answer>"


def _operator(name: str) -> Callable[..., Any]:
    def operate(self: Handle, *args: Any) -> Any:
        return self._method(name, *args)

    return operate


for _name in ("add", "sub", "mul", "truediv", "matmul", "pow"):
    for _dunder in (f"__{_name}__", f"__r{_name}__"):
        setattr(Handle, _dunder, _operator(_dunder))
for _dunder in ("__neg__", "__abs__", "__pos__"):
    setattr(Handle, _dunder, _operator(_dunder))


def _article(what: str) -> str:
    return f"{'an' if what[:1].lower() in 'aeiou' else 'a'} {what}"


class Method:
    """An attribute of a handle, not yet asked for: call it as a method; `prep.checking.read` reads one that is data."""

    def __init__(self, owner: Handle, name: str) -> None:
        self._owner = owner
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the method in the worker."""
        owner = self._owner
        return owner._remote.call(self._name, args, kwargs, form=Form.FUNCTION, thing=owner._id)

    def _refuse(self, *_: Any) -> Any:
        # Not the check's fault: with data in the place of the handle it is right. A check that means an attribute
        # of a handle says `read(handle, name)`; one that forgot to fails with the problem's own solution.
        what = _article(self._owner._what)
        raise HandleUsedAsData(f"it returned {what} where data was expected (`{self._name}` was read from it)")

    __bool__ = __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __iter__ = __array__ = _refuse
    __getitem__ = __len__ = __float__ = __int__ = __add__ = __sub__ = __mul__ = _refuse
    __hash__ = object.__hash__
