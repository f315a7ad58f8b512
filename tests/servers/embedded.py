"""The embedded mail system of the demo, with a check of every mail that it takes from the desk."""

from __future__ import annotations

from mailintake.demo import embedded
from tests.outgoing_check import catch


class EmbeddedMail(embedded.EmbeddedMail):
    """The same, but nothing leaves it unchecked."""

    def __exit__(self, *error: object) -> None:
        """Close the doors, and look at all that came through them."""
        super().__exit__(*error)
        for sent in self.outbox:
            catch(sent.content, sent.recipients)
