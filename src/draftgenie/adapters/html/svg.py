"""A drawing of matplotlib as a part of an HTML page: small, in the page's own colours and font.

matplotlib writes colours into style attributes, which the page's policy forbids, and gives
everything an id, which could stand on a page only once. Both are taken out here: a colour that
`plots` draws with becomes a class, whose colour the style sheet knows for light, dark and paper.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_DROPPED = {f"{_SVG}metadata", f"{_SVG}style"}
_NUMBER = re.compile(r"-?\d+\.\d+")
_PLACES = {"d", "x", "y", "transform", "width", "height"}
_FONT = {"font", "font-family", "font-weight", "font-size"}
INK = "#000001"
QUIET = "#000002"
PAPER = "#000003"
SERIES = ("#000011", "#000012", "#000013", "#000014", "#000015", "#000016", "#000017", "#000018")
_NAMES = {INK: "ink", QUIET: "quiet", PAPER: "paper"} | {
    c: f"c{i}" for i, c in enumerate(SERIES, 1)
}


def clean(drawn: str, *, title: str, prefix: str) -> str:
    """The drawing as an `<svg>` element whose ids begin with the prefix.

    Args:
        drawn: what matplotlib wrote.
        title: what it is called for those who do not see it.
        prefix: letters that no other drawing of the page has.
    """
    root = ET.fromstring(drawn)  # noqa: S314 - written by matplotlib a moment ago
    _drop(root)
    referred = _referred(root)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        _clean(element, prefix, referred)
    _unwrap(root)
    view = root.attrib["viewBox"]
    root.attrib = {"viewBox": view, "role": "img", "aria-label": title}
    text = ET.tostring(root, encoding="unicode")
    return re.sub(r"\s*\n\s*", " ", text).replace("> <", "><").replace(" />", "/>")


def _drop(element: ET.Element) -> None:
    for child in [*element]:
        if child.tag in _DROPPED:
            element.remove(child)
        else:
            _drop(child)


def _referred(root: ET.Element) -> set[str]:
    found = {e.attrib[_LINK].lstrip("#") for e in root.iter() if _LINK in e.attrib}
    for element in root.iter():
        for value in element.attrib.values():
            found |= set(_REFERENCE.findall(value))
    return found


def _clean(element: ET.Element, prefix: str, referred: set[str]) -> None:
    given = element.attrib
    styles = _styles(given.pop("style", ""))
    for kind in ("fill", "stroke"):
        if kind in given:
            styles[kind] = given.pop(kind)
    classes = [
        f"{kind}-{_NAMES[styles.pop(kind)]}"
        for kind in ("fill", "stroke")
        if styles.get(kind) in _NAMES
    ]
    given.update({k: v for k, v in styles.items() if k not in _FONT})
    if classes:
        given["class"] = " ".join(classes)
    name = given.pop("id", None)
    if name in referred:
        given["id"] = f"{prefix}{name}"
    if _LINK in given:
        given["href"] = f"#{prefix}{given.pop(_LINK).lstrip('#')}"
    for key, value in given.items():
        referring = _REFERENCE.sub(rf"url(#{prefix}\1)", value)
        given[key] = _NUMBER.sub(_rounded, referring) if key in _PLACES else referring


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def _styles(text: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in text.split(";") if ":" in part)
    return {key.strip(): value.strip() for key, value in pairs}


def _unwrap(element: ET.Element) -> None:
    """Take out groups that say nothing."""
    children: list[ET.Element] = []
    for child in [*element]:
        _unwrap(child)
        children += [*child] if child.tag == "g" and not child.attrib else [child]
    element[:] = children
