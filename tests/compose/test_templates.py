"""Templates: the admin's own first, errors with their place, limits on what they can do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mailintake.compose import (
    NOTICES,
    Context,
    Rendered,
    TemplateFailedError,
    UnknownTemplateError,
    compose,
    render,
    source,
)
from mailintake.model.decision import Notice
from mailintake.parse.marker import MARKERS
from tests.compose.factory import ANA, TICKET, context
from tests.outgoing_check import check_outgoing

RECEIPT = Notice("receipt", ANA.address, 1042)


def test_the_admins_file_replaces_the_built_in_one_and_no_other(tmp_path: Path) -> None:
    own = _render(tmp_path, {"receipt/body.txt": "Hi {{ reader.first_name }}, got it: {{ ticket.name }}"})

    assert own.text == f"{MARKERS['en']}\n\nHi Ana, got it: TECH-1042\n"
    assert own.subject == "Re: [TECH-1042] Copier jams"
    assert "Thank you, we have your request" in own.html


def test_each_language_has_its_own_file(tmp_path: Path) -> None:
    files = {"receipt/es/body.txt": "Recibida: {{ ticket.name }}", "receipt/body.txt": "Got it"}
    spanish = context(replace(TICKET, language="es"))

    assert "Recibida: TECH-1042" in _render(tmp_path, files, spanish).text
    assert "Got it" in _render(tmp_path, files).text


def test_an_admins_html_without_our_marker_gets_it(tmp_path: Path) -> None:
    assert MARKERS["en"] in _render(tmp_path, {"receipt/body.html": "<p>Hi</p>"}).html


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("one\n{{ ticket.nmae }}", 2, "nmae"),
        ("{{ nothing }}", 1, "nothing"),
        ("one\ntwo\n{% if %}", 3, "Expected an expression"),
        ("{{ 1 // 0 }}", 1, "by zero"),
        ("{% for one in range(9999999) %}x{% endfor %}", 1, "too big"),
        ("{% include 'no.txt' %}", None, "no.txt"),
        ("{{ ticket.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ 'x' * 1000000000 }}", 1, "only on numbers"),
        ("{{ '%1000000000d' % 1 }}", 1, "only on numbers"),
        ("{{ '%1000000000d'|format(1) }}", 1, "format"),
        ("{% for a in range(2000) %}{% for b in range(2000) %}word{% endfor %}{% endfor %}", None, "longer than"),
    ],
)
def test_a_template_that_fails_says_where_and_why(tmp_path: Path, text: str, line: int | None, reason: str) -> None:
    with pytest.raises(TemplateFailedError, match=r"receipt/body\.txt") as caught:
        _render(tmp_path, {"receipt/body.txt": text})

    assert caught.value.name == "receipt/body.txt"
    assert caught.value.line == line
    assert reason in str(caught.value)
    assert "hint:" in str(caught.value)


@pytest.mark.parametrize("text", ["{{7*7}}", "{% raise %}", "%s %(x)s", "$x ${x}", "#{y}", "{{ config }}", "{# no #}"])
def test_template_language_in_mail_is_only_words(text: str) -> None:
    ticket = replace(TICKET, subject=text, requester=replace(ANA, name=text))
    outgoing = compose(Notice("closed", ANA.address, 1042, facts={"prose": text}), context(ticket))
    rendered = render(Notice("closed", ANA.address, 1042, facts={"prose": text}), context(ticket))

    check_outgoing(outgoing.content, ANA.address)
    assert text in rendered.text
    assert text in rendered.subject
    assert text in rendered.html.replace("&#39;", "'")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><svg onload=x>', "<a href='javascript:x'>"])
def test_html_in_mail_is_only_words(text: str) -> None:
    ticket = replace(TICKET, subject=text, room=text, requester=replace(ANA, name=text))
    html = render(Notice("closed", ANA.address, 1042, facts={"prose": text}), context(ticket)).html

    assert text not in html
    assert "&lt;" in html


def test_the_built_in_text_can_be_copied() -> None:
    whole = source("receipt")

    assert "{# receipt/body.txt #}" in whole
    assert "Thank you, we have your request" in whole
    assert "solicitud" in source("receipt", "es")
    assert source("layout.html").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("name", ["", "recipt", "receipt/../../compose/view.py", "/etc/passwd", "receipt/nothing.txt"])
def test_only_built_in_text_can_be_copied(name: str) -> None:
    with pytest.raises(UnknownTemplateError, match="hint"):
        source(name)


@pytest.mark.parametrize("name", NOTICES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_notice_has_its_files_in_every_language(name: str, language: str) -> None:
    assert source(name, language).count(f"{{# {name}/{'es/' if language == 'es' else ''}") == 3


def _render(folder: Path, files: dict[str, str], about: Context | None = None) -> Rendered:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return render(RECEIPT, replace(about or context(), templates=folder))
