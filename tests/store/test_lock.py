"""One daemon on a SQLite database, one watcher for each mailbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from mailintake.store import Store
from mailintake.store.database import connect
from mailintake.store.errors import AlreadyRunningError
from tests.store.samples import message, opening, take_in


def test_a_second_daemon_is_told_of_the_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/desk.db"
    first, second = Store.open(url, tmp_path), Store.open(url, tmp_path)
    with first.alone():
        with pytest.raises(AlreadyRunningError, match=r"desk\.db: another `mailintake run`"), second.alone():
            pass
        # Reading and `ingest` go on beside it.
        take_in(second, message(1), opening())
    with second.alone():
        assert (tmp_path / "desk.db.lock").stat().st_mode & 0o777 == 0o600
    first.close()
    second.close()


@pytest.mark.parametrize("store_url", ["memory", pytest.param("postgresql", marks=pytest.mark.server)], indirect=True)
def test_others_share_the_work(store: Store) -> None:
    with store.alone(), store.alone():
        assert store.leadership("desk").take()


def test_alone_on_a_database_one_is_always_the_watcher(tmp_path: Path) -> None:
    store = Store.open("sqlite://", tmp_path)
    leader = store.leadership("desk")

    assert leader.take()
    assert leader.holds()
    leader.release()
    assert leader.holds()
    store.close()


@pytest.mark.server
@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_one_daemon_watches_a_mailbox_until_it_goes(store: Store, store_url: str, tmp_path: Path) -> None:
    other = Store.open(store_url, tmp_path)
    first, second, elsewhere = store.leadership("desk"), other.leadership("desk"), other.leadership("other")

    assert [first.take(), first.take(), second.take(), elsewhere.take()] == [True, True, False, True]
    assert (first.holds(), second.holds()) == (True, False)
    first.release()
    assert (first.holds(), second.take(), first.take()) == (False, True, False)
    second.release()
    elsewhere.release()
    other.close()


@pytest.mark.server
@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_a_lost_connection_ends_the_watch(store: Store, store_url: str) -> None:
    leader = store.leadership("desk")
    assert leader.take()
    engine = connect(store_url)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))
    engine.dispose()

    assert not leader.holds()
    assert leader.take()
    leader.release()
