"""Which channels play a drum kit: channel 10, and what synthesisers are told by sysex.

Roland's GS and Yamaha's XG can make a kit of any part and an instrument of channel 10. What is said first about a
channel counts for the whole file. Not honoured: kits chosen by bank select (XG, GM2), since other banks have the same
numbers. Sources: Roland, SC-55 owner's manual; Yamaha, XG Specifications, version 1.26.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from jazz.music import DRUM_CHANNEL

GS = re.compile(rb"\x41.\x42\x12\x40[\x10-\x1f]\x15", re.DOTALL)
GS_CHANNELS = (9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15)
"""The channels of the sixteen GS parts, which count the drums first."""
XG = re.compile(rb"\x43[\x10-\x1f]\x4c\x08[\x00-\x0f]\x07")


def drum_channels(sysex: Iterable[bytes]) -> frozenset[int]:
    """The channels that play drums, after these sysex messages (without F0, in the order of the file).

    >>> sorted(drum_channels([bytes.fromhex("41104212401a150214f7"), bytes.fromhex("4110421240101500")]))
    [10]
    """
    said: dict[int, bool] = {}
    for data in sysex:
        if GS.match(data) and len(data) > 7:
            said.setdefault(GS_CHANNELS[data[5] & 0x0F], data[7] > 0)
        elif XG.match(data) and len(data) > 6:
            said.setdefault(data[4], data[6] > 0)
    return frozenset(channel for channel, drums in ({DRUM_CHANNEL: True} | said).items() if drums)
