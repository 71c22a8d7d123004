"""narrative：预算绩效自评文本分析工具包。

The public API is the functions below and the values they return (see :mod:`narrative.schema`).
They are loaded on first use, so that ``import narrative`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from narrative.quantity import quantities
    from narrative.reading import read
    from narrative.schema import ReadError
    from narrative.screening import screen
    from narrative.tables import tag_frame

__all__ = ["ReadError", "__version__", "quantities", "read", "screen", "tag_frame"]

_HOME = {
    "ReadError": "narrative.schema",
    "quantities": "narrative.quantity",
    "read": "narrative.reading",
    "screen": "narrative.screening",
    "tag_frame": "narrative.tables",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'narrative' has no attribute {name!r}; it offers {', '.join(__all__)}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
