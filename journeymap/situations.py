"""How long customers wait for what: patience by situation, and the situation that a channel suggests.

Patience T is the wait beyond what is tolerated at which half of the customers would be gone.
"""

from dataclasses import dataclass

from journeymap.units import DAY, HOUR, MINUTE

__all__ = ["SITUATIONS", "SITUATION_OF_CHANNEL", "Patience"]


@dataclass(frozen=True, slots=True)
class Patience:
    """Half-life of patience with its range, all in seconds.

    Example:
        >>> SITUATIONS["phone_hold"].half_life
        120.0
    """

    half_life: float
    low: float
    high: float
    tolerated: float = 0.0
    assumed: bool = False
    """Whether it rests on no published figure."""
    given: bool = False
    """Whether the touchpoint itself says it; else it is that of a situation."""
    source: str = ""
    """Where the half-life comes from, in words."""


SITUATIONS: dict[str, Patience] = {
    "landing_page": Patience(2.0, 1.0, 5.0, tolerated=1.0),
    "app_response": Patience(9.0, 3.0, 19.0, tolerated=1.0),
    "phone_hold": Patience(2 * MINUTE, MINUTE, 8 * MINUTE),
    "shop_queue": Patience(5 * MINUTE, 3 * MINUTE, 8 * MINUTE),
    "doctor_room": Patience(45 * MINUTE, 20 * MINUTE, 60 * MINUTE),
    "message_reply": Patience(DAY, 4 * HOUR, 2 * DAY),
    "parcel": Patience(7 * DAY, 2 * DAY, 10 * DAY),
    "restaurant_table": Patience(30 * MINUTE, 15 * MINUTE, 60 * MINUTE, assumed=True),
    "public_office": Patience(60 * MINUTE, 30 * MINUTE, 120 * MINUTE, assumed=True),
    "event_tickets": Patience(60 * MINUTE, 30 * MINUTE, 120 * MINUTE, assumed=True),
}

SITUATION_OF_CHANNEL: dict[str, str] = {
    "web": "app_response",
    "app": "app_response",
    "phone": "phone_hold",
    "chat": "phone_hold",
    "shop": "shop_queue",
    "branch": "shop_queue",
    "e-mail": "message_reply",
    "letter": "message_reply",
    "form": "message_reply",
    "delivery": "parcel",
}
