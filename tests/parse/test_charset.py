"""Bytes become text, whatever their label says."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mailintake.parse.charset import codec_of, decode, is_ascii_safe
from mailintake.parse.encoded_word import decode_words

SPANISH = "El proyector del salón de Ms. Peña no enciende"
RUSSIAN = "Проектор в кабинете не работает"
JAPANESE = "プロジェクターが動きません。よろしくお願いします"


@pytest.mark.parametrize(
    ("content", "declared", "expected"),
    [
        (SPANISH.encode(), "utf-8", SPANISH),
        (SPANISH.encode(), "iso-8859-1", SPANISH),
        (SPANISH.encode(), "us-ascii", SPANISH),
        (SPANISH.encode(), None, SPANISH),
        (SPANISH.encode("latin1"), None, SPANISH),
        (SPANISH.encode("latin1"), "utf-8", SPANISH),
        (SPANISH.encode("latin1"), "x-unknown", SPANISH),
        (SPANISH.encode("latin1"), "none", SPANISH),
        ("“Aula” – 5 €".encode("cp1252"), "iso-8859-1", "“Aula” – 5 €"),
        (RUSSIAN.encode("koi8-r"), "koi8-r", RUSSIAN),
        (RUSSIAN.encode("cp1251"), None, RUSSIAN),
        (RUSSIAN.encode("koi8-r"), None, RUSSIAN),
        (JAPANESE.encode("iso-2022-jp"), "iso-2022-jp", JAPANESE),
        (JAPANESE.encode("iso-2022-jp"), None, JAPANESE),
        (JAPANESE.encode("shift_jis"), None, JAPANESE),
        (JAPANESE.encode("euc-jp"), None, JAPANESE),
        ("投影机坏了".encode("gbk"), "gb2312", "投影机坏了"),
        ("한국어 프로젝터".encode("euc-kr"), "ks_c_5601-1987", "한국어 프로젝터"),
        ("投影機".encode("big5"), "big5", "投影機"),
        (b"Fr+APY-sche", "utf-7", "Frösche"),
        (SPANISH.encode("utf-16"), "utf-16", SPANISH),
        (SPANISH.encode("utf-16-le"), "utf-16", SPANISH),
        (SPANISH.encode("utf-16-be"), "utf-16", SPANISH),
        (b"\xef\xbb\xbfhola", "iso-8859-1", "hola"),
        (b"a\\u0041", "unicode_escape", "a\\u0041"),
        (b"xn--a", "idna", "xn--a"),
        (b"uryyb", "rot13", "uryyb"),
        (b"aGk=", "base64", "aGk="),
        ("Привет".encode("koi8-r"), "", "Привет"),
    ],
)
def test_text_is_shown_as_it_was_meant(content: bytes, declared: str | None, expected: str) -> None:
    assert decode(content, declared) == expected


@pytest.mark.parametrize(
    "name", ["idna", "punycode", "unicode_escape", "undefined", "rot13", "zlib", "hex", "mbcs", "\0", "é"]
)
def test_what_is_no_charset_of_mail_is_refused(name: str) -> None:
    assert codec_of(name) is None


@pytest.mark.parametrize(("name", "safe"), [("utf-8", True), ("utf-7", False), ("UTF-16LE", False), ("cp037", False)])
def test_charsets_that_can_hide_words_are_known(name: str, *, safe: bool) -> None:
    assert is_ascii_safe(name) is safe


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=?utf-8?q?Proyector_roto?=", "Proyector roto"),
        ("=?UTF-8?B?w4E=?= =?utf-8?b?w6k=?=", "Áé"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é"),
        ("=?utf-8?b?w?=\t=?utf-8?b?6k=?=", "é"),
        ("=?iso-8859-1?q?a?= =?utf-8?q?b?=", "ab"),
        ("Re: =?utf-8?q?a?= b", "Re: a b"),
        ("=?utf-8*es?q?se=C3=B1al?=", "señal"),
        ("=?utf-8?q?what?=20now?=", "what? now"),
        ("=?utf-8?q?two words?=", "two words"),
        ("=?iso-2022-jp?B?GyRCJUYlOSVIGyhC?=", "テスト"),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
        ("=?utf-8?q?never ends", "=?utf-8?q?never ends"),
        ("=?=?utf-8?q?a?=", "=?a"),
        ("=?gb2312?B?zbbTsLv6?=", "投影机"),
        ("=?x-nobody?q?caf=E9?=", "café"),
    ],
)
def test_encoded_words_are_decoded(value: str, expected: str) -> None:
    assert decode_words(value) == expected


@given(
    st.binary(max_size=200),
    st.one_of(st.none(), st.text(max_size=20), st.sampled_from(["utf-7", "hz", "utf-16", "gbk"])),
)
def test_any_bytes_under_any_label_become_text(content: bytes, declared: str | None) -> None:
    assert isinstance(decode(content, declared), str)


@given(st.text(alphabet="=?utf-8qbQ_ A\t", max_size=80))
def test_any_value_with_pieces_of_encoded_words_is_read(value: str) -> None:
    assert isinstance(decode_words(value), str)
