"""Which channels a log has, and where the plan has them."""

from collections.abc import Iterable
from dataclasses import dataclass

from journeymap.errors import Diagnostic, LogError
from journeymap.journey import Journey

__all__ = ["MOST_CHANNELS", "Channels", "name_channels"]

MOST_CHANNELS = 1000


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels of a log, by their number."""

    names: tuple[str, ...]
    """As planned, else in small letters."""
    numbers: dict[str, int]
    """By what the log calls them."""
    told: list[tuple[int, int, bool]]
    """Touchpoint, channel, whether it is planned there: for each touchpoint whose channels the plan tells."""


def name_channels(journey: Journey, words: Iterable[str], column: str) -> Channels:
    """Name and number the channels of a log.

    Args:
        journey: The plan.
        words: Channels as the log spells them, each once.
        column: Where they stand, for messages.

    Raises:
        LogError: If there are more than make sense.

    Example:
        >>> plan = {"journey": "j", "touchpoints": {"a": {"channel": "Web"}}}
        >>> name_channels(Journey.model_validate(plan), ["WEB", "Fax"], "`how` of `log`").names
        ('Web', 'fax')
    """
    words = sorted(words)
    if len(words) > MOST_CHANNELS:
        said = f"column {column} has more than {MOST_CHANNELS:,} channels"
        raise LogError(Diagnostic("L149", said, help="type `--channel COLUMN` with another one"))
    planned = {channel.lower(): channel for point in journey.planned.values() for channel in point.channel}
    named = {text: planned.get(text.lower(), text.lower()) for text in words}
    names = tuple(sorted(set(named.values())))
    told = [
        (code, number, name.lower() in {channel.lower() for channel in point.channel})
        for code, point in enumerate(journey.planned.values())
        if point.channel
        for number, name in enumerate(names)
    ]
    return Channels(names, {text: names.index(name) for text, name in named.items()}, told)
