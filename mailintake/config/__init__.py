"""The configuration folder: read, checked and frozen; errors name file, line and column and give a hint."""

from mailintake.config.load import check, load, load_partial
from mailintake.config.problems import ConfigurationError, Place, Problem
from mailintake.config.secret import SecretError, own_key, read_secret, replace_secret, secret_warnings, token_key
from mailintake.config.starter import init

__all__ = [
    "ConfigurationError",
    "Place",
    "Problem",
    "SecretError",
    "check",
    "init",
    "load",
    "load_partial",
    "own_key",
    "read_secret",
    "replace_secret",
    "secret_warnings",
    "token_key",
]
