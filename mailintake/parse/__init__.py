"""Bytes of a message become plain values; nothing here raises on what strangers write."""
