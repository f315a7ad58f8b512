"""The line above which people write their answer."""

from __future__ import annotations

MARKERS = {
    "en": "##- Please write your answer above this line -##",
    "es": "##- Escriba su respuesta encima de esta línea -##",
}
