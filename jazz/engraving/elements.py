"""Elements of XML, made in a line each. Knows no music."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that no XML file may hold."""


def element(tag: str, text: object = None, /, **attributes: str) -> Element:
    """An element; a "_" in an attribute is written "-", and a sign that XML has not is left out."""
    made = Element(tag, {name.replace("_", "-"): value for name, value in attributes.items()})
    made.text = None if text is None else NOT_IN_XML.sub("", str(text))
    return made


def add(parent: Element, tag: str, text: object = None, /, **attributes: str) -> Element:
    """An element as the last one of its parent."""
    made = element(tag, text, **attributes)
    parent.append(made)
    return made
