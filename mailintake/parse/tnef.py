"""Outlook's winmail.dat (MS-OXTNEF): the text and the attachments in it, as far as the bytes can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailintake.parse import charset, mapi
from mailintake.parse.attachment import Carried, clean_name
from mailintake.parse.rtf import decompress, rtf_to_text

_SIGNATURE = b"\x78\x9f\x3e\x22"
_BODY, _MESSAGE_PROPERTIES = 0x800C, 0x9003
_ATTACH_START, _ATTACH_TITLE, _ATTACH_DATA, _ATTACH_PROPERTIES, _CODE_PAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x9007
_MOST_ATTRIBUTES = 10_000
_HEADER, _CHECKSUM = 9, 2


@dataclass(slots=True)
class Tnef:
    """What lay in a winmail.dat."""

    text: str = ""
    html: str = ""
    carried: list[Carried] = field(default_factory=list)


@dataclass(slots=True)
class _File:
    """An attachment while its attributes come in, one after the other."""

    name: str = ""
    media_type: str = ""
    content: bytes = b""
    content_id: str | None = None


def read_tnef(content: bytes, limit: int) -> Tnef | None:
    """Read the text and up to `limit` attachments; None if it is no TNEF."""
    if not content.startswith(_SIGNATURE):
        return None
    found = Tnef()
    files: list[_File] = []
    code_page = "cp1252"
    for name, value in _attributes(content):
        if name == _CODE_PAGE:
            code_page = _code_page(int.from_bytes(value[:4], "little"), code_page)
        elif name == _BODY:
            found.text = found.text or charset.decode(value.rstrip(b"\0"), code_page)
        elif name == _MESSAGE_PROPERTIES:
            _take_message(mapi.read_properties(value), found, code_page)
        elif name == _ATTACH_START:
            files.append(_File())
        elif files and name in {_ATTACH_TITLE, _ATTACH_DATA, _ATTACH_PROPERTIES}:
            _take_attachment(name, value, files[-1], code_page)
        if len(files) > limit:
            break
    found.carried = [_carried(one) for one in files[:limit] if one.content or one.name]
    return found


def _attributes(content: bytes) -> list[tuple[int, bytes]]:
    """Return all attributes that are whole, by the lower half of their tag."""
    found: list[tuple[int, bytes]] = []
    position = len(_SIGNATURE) + 2
    while position + _HEADER <= len(content) and len(found) < _MOST_ATTRIBUTES:
        name = int.from_bytes(content[position + 1 : position + 3], "little")
        length = int.from_bytes(content[position + 5 : position + 9], "little")
        start = position + _HEADER
        if start + length > len(content):
            break
        found.append((name, content[start : start + length]))
        position = start + length + _CHECKSUM
    return found


def _take_message(properties: dict[int, bytes | str], found: Tnef, code_page: str) -> None:
    page = properties.get(mapi.INTERNET_CODE_PAGE)
    if isinstance(page, bytes):
        code_page = _code_page(int.from_bytes(page[:4], "little"), code_page)
    found.text = found.text or _text(properties.get(mapi.BODY), code_page)
    found.html = found.html or _text(properties.get(mapi.HTML), code_page)
    packed = properties.get(mapi.RTF)
    if isinstance(packed, bytes) and not found.text.strip() and not found.html.strip():
        found.text = rtf_to_text(decompress(packed))


def _take_attachment(name: int, value: bytes, file: _File, code_page: str) -> None:
    if name == _ATTACH_TITLE:
        file.name = file.name or charset.decode(value.rstrip(b"\0"), code_page)
    elif name == _ATTACH_DATA:
        file.content = value
    else:
        properties = mapi.read_properties(value)
        long_name = _text(properties.get(mapi.ATTACH_LONG_NAME) or properties.get(mapi.ATTACH_NAME), code_page)
        file.name = long_name or file.name
        file.media_type = _text(properties.get(mapi.ATTACH_MEDIA_TYPE), code_page).lower()
        file.content_id = _text(properties.get(mapi.ATTACH_CONTENT_ID), code_page) or None
        data = properties.get(mapi.ATTACH_DATA)
        if not file.content and isinstance(data, bytes):
            file.content = data


def _carried(file: _File) -> Carried:
    kind = file.media_type if "/" in file.media_type else "application/octet-stream"
    return Carried(clean_name(file.name), kind, file.content, file.content_id is not None, file.content_id)


def _text(value: bytes | str | None, code_page: str) -> str:
    if isinstance(value, str):
        return value.rstrip("\0")
    return charset.decode(value.rstrip(b"\0"), code_page) if value else ""


def _code_page(number: int, otherwise: str) -> str:
    name = {65001: "utf-8", 20127: "ascii", 28591: "latin1", 50220: "iso-2022-jp"}.get(number, f"cp{number}")
    return name if charset.codec_of(name) else otherwise
