"""Access tokens: asked for once, renewed in time, and never asked for in a storm."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mailintake.model.credential import CredentialError
from mailintake.model.login import OAuth
from mailintake.oauth import TokenDelayedError, TokenRefusedError
from tests.oauth.endpoint import Clock, Endpoint, endpoint, secret, source_of, with_secret
from tests.servers.ports import free_port


@pytest.fixture
def server() -> Iterator[Endpoint]:
    with endpoint() as found:
        yield found


def test_a_client_secret_brings_a_token(server: Endpoint) -> None:
    token = source_of(with_secret(server.url))()

    assert token == "token-1"
    assert server.asked == [
        {"grant_type": "client_credentials", "client_id": "app", "client_secret": "s3cret", "scope": "mail"}
    ]


def test_a_token_is_kept_until_shortly_before_its_end(server: Endpoint) -> None:
    clock = Clock()
    source = source_of(with_secret(server.url), clock)
    tokens = [source(), source()]
    clock.goes(minutes=49)
    tokens.append(source())
    clock.goes(minutes=2)
    tokens.append(source())

    assert tokens == ["token-1", "token-1", "token-1", "token-2"]


def test_a_short_lived_token_serves_for_half_its_life(server: Endpoint) -> None:
    clock = Clock()
    source = source_of(with_secret(server.url), clock)
    server.says(200, {"access_token": "short", "expires_in": "60"})
    source()
    clock.goes(seconds=29)
    assert source() == "short"
    clock.goes(seconds=2)
    assert source() == "token-2"


def test_while_the_endpoint_is_away_the_old_token_serves_to_its_end(server: Endpoint) -> None:
    clock = Clock()
    source = source_of(with_secret(server.url), clock)
    source()
    server.says(503, "")
    clock.goes(minutes=55)
    assert source() == "token-1"

    server.says(503, "")
    clock.goes(minutes=6)
    with pytest.raises(TokenDelayedError):
        source()


def test_a_wrong_secret_is_shown_once_a_minute_and_not_in_a_storm(server: Endpoint) -> None:
    clock = Clock()
    source = source_of(with_secret(server.url), clock)
    server.says(401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret\r\nTrace"})
    said = []
    for _ in range(20):
        with pytest.raises(TokenRefusedError) as caught:
            source()
        said.append(str(caught.value))
        clock.goes(seconds=2)

    assert len(server.asked) == 1
    assert "AADSTS7000215" in said[0]
    assert "hint: give the Value of the client secret" in said[0]
    assert "s3cret" not in said[0]

    clock.goes(minutes=1)
    assert source() == "token-2"


@pytest.mark.parametrize(
    ("status", "answer", "transient"),
    [
        (503, "<html>busy</html>", True),
        (500, "", True),
        (429, {"error": "slow_down"}, True),
        (400, {"error": "temporarily_unavailable"}, True),
        (200, "<html>Welcome to our Wi-Fi</html>", True),
        (200, {"access_token": ""}, True),
        (200, ["no", "table"], True),
        (200, {"access_token": "two words"}, True),
        (400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}, False),
        (401, {"error": "unauthorized_client"}, False),
        (403, "", False),
        (404, "<html>", False),
        (302, "", False),
        (307, "", False),
    ],
)
def test_every_answer_says_whether_it_helps_to_ask_again(
    server: Endpoint, status: int, answer: object, *, transient: bool
) -> None:
    server.says(status, answer)
    with pytest.raises(CredentialError) as caught:
        source_of(with_secret(server.url))()

    assert caught.value.transient is transient
    assert ("hint: " in str(caught.value)) is not transient
    assert server.paths == ["/token"]


def test_an_endpoint_that_cannot_be_reached_is_asked_again() -> None:
    source = source_of(with_secret(f"http://127.0.0.1:{free_port()}/token"))
    with pytest.raises(TokenDelayedError, match=r"127\.0\.0\.1: no access token now"):
        source()


def test_a_token_that_a_server_refused_is_not_handed_out_again(server: Endpoint) -> None:
    source = source_of(with_secret(server.url))
    first = source()
    source.refused()

    assert (first, source()) == ("token-1", "token-2")


def test_threads_share_one_question(server: Endpoint) -> None:
    source = source_of(with_secret(server.url))
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(source())) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert found == ["token-1"] * 8
    assert len(server.asked) == 1


def test_a_refresh_token_is_replaced_by_its_successor(server: Endpoint) -> None:
    clock = Clock()
    kept: list[str] = []
    oauth = OAuth(server.url, client_id="app", refresh_token=secret("first"))
    source = source_of(oauth, clock, keep=lambda _, value: kept.append(value))
    server.says(200, {"access_token": "a", "expires_in": 3600, "refresh_token": "second"})
    source()
    clock.goes(hours=1)
    source()

    assert [one["refresh_token"] for one in server.asked] == ["first", "second"]
    assert server.asked[0] == {"grant_type": "refresh_token", "client_id": "app", "refresh_token": "first"}
    assert kept == ["second"]


def test_a_refresh_token_of_a_confidential_client_goes_with_its_secret(server: Endpoint) -> None:
    oauth = replace(with_secret(server.url), refresh_token=secret("first"))
    source_of(oauth)()

    assert server.asked[0]["client_secret"] == "s3cret"
    assert server.asked[0]["grant_type"] == "refresh_token"


def test_after_a_refusal_the_configured_refresh_token_counts_again(server: Endpoint) -> None:
    clock = Clock()
    source = source_of(OAuth(server.url, client_id="app", refresh_token=secret("first")), clock)
    server.says(200, {"access_token": "a", "expires_in": 60, "refresh_token": "second"})
    source()
    clock.goes(minutes=2)
    server.says(400, {"error": "invalid_grant"})
    with pytest.raises(TokenRefusedError):
        source()
    clock.goes(minutes=2)
    source()

    assert [one["refresh_token"] for one in server.asked] == ["first", "second", "first"]
