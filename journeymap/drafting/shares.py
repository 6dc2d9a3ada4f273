"""Counts → shares that people read: as few decimals as tell, adding up to exactly 100 %."""

from collections.abc import Mapping

__all__ = ["shares_of"]


def shares_of(counts: Mapping[str, int]) -> dict[str, str]:
    """Write counts as per cents that add up to exactly 100, with the fewest decimals at which none is 0.

    What rounding down leaves over goes to the largest remainders; of equal ones, to the first.

    Example:
        >>> shares_of({"a": 2, "b": 1}), shares_of({"a": 1, "b": 1, "c": 1})
        ({'a': '67%', 'b': '33%'}, {'a': '34%', 'b': '33%', 'c': '33%'})
        >>> shares_of({"a": 9995, "b": 4, "c": 1})
        {'a': '99.95%', 'b': '0.04%', 'c': '0.01%'}
    """
    decimals = 0
    while min(units := _units(counts, 10 ** (decimals + 2)).values()) == 0:
        decimals += 1
    return {name: f"{unit / 10**decimals:.{decimals}f}%" for name, unit in zip(counts, units, strict=True)}


def _units(counts: Mapping[str, int], whole: int) -> dict[str, int]:
    total = sum(counts.values())
    units = {name: n * whole // total for name, n in counts.items()}
    left_over = whole - sum(units.values())
    largest = sorted(counts, key=lambda name: -(counts[name] * whole % total))
    return {name: n + (name in largest[:left_over]) for name, n in units.items()}
