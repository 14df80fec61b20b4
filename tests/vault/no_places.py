"""Places for derivations of which none is free, so that nobody has to wait for a clock."""

import math


class NoPlaces:
    """Gives no place, at once, and notes how many seconds somebody would have waited for one."""

    def __init__(self) -> None:
        self.waited = 0.0

    def acquire(self, blocking: bool = True, timeout: float = math.inf) -> bool:
        self.waited += timeout if blocking else 0
        return False

    def release(self) -> None:
        raise AssertionError("nobody has a place")
