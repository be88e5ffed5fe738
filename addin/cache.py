"""A cache of answers, bounded in what it holds rather than only in how many."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Bounded(Generic[T]):
    """Least recently used first out, beyond `most` answers or `cells` cells (of arguments and answers).

    Hosts may call from several threads.
    """

    def __init__(self, most: int, cells: int) -> None:
        self.most = most
        self.cells = cells
        self._held: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._held)

    @property
    def size(self) -> int:
        """How many cells are held."""
        return self._size

    def get(self, key: Hashable) -> T | None:
        """Return what is held for `key`, or None."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, answer: T, cells: int) -> None:
        """Hold an answer of so many cells, unless it alone would fill the cache."""
        if cells > self.cells:
            return
        with self._lock:
            if key in self._held:
                self._size -= self._held.pop(key)[1]
            self._held[key] = answer, cells
            self._size += cells
            while len(self._held) > self.most or self._size > self.cells:
                _, (_, dropped) = self._held.popitem(last=False)
                self._size -= dropped

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()
            self._size = 0
