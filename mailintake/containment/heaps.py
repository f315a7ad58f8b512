"""Memory that threads share: by itself glibc gives each a heap of its own, and what one frees no other can use."""

from __future__ import annotations

import ctypes

# Its name in malloc.h, and how many heaps there may be.
M_ARENA_MAX = -8
FEW = 2


def share_heaps() -> bool:
    """Let all threads to come share two heaps; tell whether the C library can (musl cannot)."""
    try:
        return bool(ctypes.CDLL(None).mallopt(M_ARENA_MAX, FEW))
    except (OSError, AttributeError, TypeError):
        return False
