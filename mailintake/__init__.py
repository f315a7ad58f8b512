"""mailintake: a school district's technology help desk by e-mail."""

__version__ = "0.1.0"
