"""Whose token stands in a mail: only its owner may read it."""

from __future__ import annotations

import pytest

from mailintake.compose.mask_token import mask_tokens
from mailintake.compose.masked import HIDDEN
from mailintake.model.settings import TokenKey
from mailintake.token import bounce_address, control_address, message_id, reply_address

KEY = TokenKey(b"k" * 32, 1)
DESK = "it@lakeside.example"
NORA = "nbell@lakeside.example"
MAYA = "mlund@lakeside.example"
CONTROL = control_address(DESK, NORA, KEY)
REPLY = reply_address(DESK, 1, NORA, KEY)
IDENTIFIER = message_id("lakeside.example", 1, NORA, KEY, "x7")
TOKENS = (CONTROL, REPLY, IDENTIFIER)
FORMS = (
    "{}",
    "my address is {}, use it",
    "<{}> wrote:",
    '<a href="mailto:{}">write</a>',
    "**{}**",
    "line\n{}\nline",
    "{0} {0}",
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", TOKENS)
def test_nobody_else_reads_a_token(secret: str, form: str) -> None:
    shown = mask_tokens(form.format(secret), (MAYA,), KEY)
    assert _mac(secret) not in shown
    assert HIDDEN in shown


@pytest.mark.parametrize("change", [str.upper, lambda text: text.replace("+", "%2B").replace("@", "%40")])
def test_another_way_to_write_it_hides_it_no_less(change: object) -> None:
    assert callable(change)
    assert _mac(CONTROL) not in mask_tokens(change(f"mailto:{CONTROL}"), (MAYA,), KEY).lower()


@pytest.mark.parametrize("secret", TOKENS)
def test_the_owner_reads_his_own(secret: str) -> None:
    assert mask_tokens(f"write to {secret}", ("me@x.example", NORA), KEY) == f"write to {secret}"


def test_a_bounce_address_is_masked() -> None:
    address = bounce_address(DESK, IDENTIFIER)
    assert _mac(IDENTIFIER) not in mask_tokens(address, (MAYA,), KEY)


@pytest.mark.parametrize("text", ["it+office@lakeside.example", "10.1.12.200", "1.1.short@x.example", "t.1.", ""])
def test_other_words_stay(text: str) -> None:
    assert mask_tokens(text, (MAYA,), KEY) == text


def _mac(text: str) -> str:
    return next(part for part in text.partition("@")[0].replace("+", ".").split(".") if len(part) == 16)
