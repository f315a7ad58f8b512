"""People and places of the district."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes to the desk; `site` is a key of `sites.yaml` where it is known."""

    address: str
    name: str = ""
    extension: str | None = None
    site: str | None = None
    department: str | None = None
    room: str | None = None
    language: str | None = None
    other_addresses: tuple[str, ...] = ()

    @property
    def first_name(self) -> str:
        """Return how a letter would greet the person."""
        return (self.name or self.address.partition("@")[0]).split(" ")[0]


@dataclass(frozen=True, slots=True)
class Site:
    """A school or office: key, name, and the other names people use for it and its parts."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    buildings: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a mail says of its writer's place; None where it says nothing."""

    extension: str | None = None
    site: str | None = None
    department: str | None = None
    room: str | None = None
    asset: str | None = None
