"""Several ways out: the first that works, and rest for one that does not."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from mailintake.deliver import DeliveryError, Routes
from mailintake.model.outgoing import Outgoing

MAIL = Outgoing("answer", "aruiz@example.org", "Hi", "<1@example.org>", b"")


class Way:
    """A transport that answers as written down: a response, or an error."""

    transmitting = False

    def __init__(self, name: str, outcomes: Iterable[DeliveryError | None] = ()) -> None:
        self.name = name
        self.outcomes = list(outcomes)
        self.tries = 0
        self.open = True

    async def send(self, outgoing: Outgoing) -> str:
        del outgoing
        self.tries += 1
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is not None:
            raise outcome
        return self.name

    async def check(self) -> None:
        await self.send(MAIL)

    async def close(self) -> None:
        self.open = False


def away() -> DeliveryError:
    return DeliveryError("no connection", away=True)


def ours() -> DeliveryError:
    return DeliveryError("login refused", ours=True, hint="check it")


async def test_the_second_stands_in_and_the_first_rests() -> None:
    first, second = Way("first", [away()]), Way("second")
    routes = Routes([first, second])
    answers = [await routes.send(MAIL) for _ in range(3)]

    assert answers == ["second"] * 3
    assert (first.tries, second.tries) == (1, 3)


@pytest.mark.parametrize(
    "error",
    [
        DeliveryError("550 no such user", permanent=True),
        DeliveryError("450 later"),
        DeliveryError("no answer", in_doubt=True),
        DeliveryError("no SMTPUTF8", hold=True),
    ],
    ids=("permanent", "later", "in-doubt", "hold"),
)
async def test_what_is_about_the_mail_is_no_reason_to_go_another_way(error: DeliveryError) -> None:
    second = Way("second")
    with pytest.raises(DeliveryError) as caught:
        await Routes([Way("first", [error]), second]).send(MAIL)

    assert caught.value is error
    assert second.tries == 0


async def test_when_all_rest_nobody_is_asked() -> None:
    first, second = Way("first", [away()] * 9), Way("second", [ours()] * 9)
    routes = Routes([first, second])
    for _ in range(5):
        with pytest.raises(DeliveryError) as caught:
            await routes.send(MAIL)
        assert caught.value.away
        assert not caught.value.ours
        assert caught.value.wait is not None
        assert 1 <= caught.value.wait <= 15

    assert (first.tries, second.tries) == (1, 1)


async def test_a_refused_login_rests_for_twenty_minutes_and_keeps_its_hint() -> None:
    with pytest.raises(DeliveryError, match="hint: check it") as caught:
        await Routes([Way("first", [ours()])]).send(MAIL)

    assert caught.value.ours
    assert caught.value.wait is not None
    assert caught.value.wait > 1200


async def test_no_way_at_all_is_said() -> None:
    with pytest.raises(DeliveryError, match="no way out is configured") as caught:
        await Routes([]).send(MAIL)

    assert caught.value.ours


async def test_all_ways_are_checked_and_closed() -> None:
    ways = [Way("first"), Way("second")]
    routes = Routes(ways)
    await routes.check()
    await routes.close()

    assert [one.tries for one in ways] == [1, 1]
    assert not any(one.open for one in ways)
