"""``narrative explain``: a check or a label in words, or the list of all."""

from __future__ import annotations

from collections.abc import Iterator

from narrative import texts
from narrative.checks import catalogue, explain


def lines(code: str) -> Iterator[str]:
    """The explanation of a check or label; of every check whose code begins so; of "" the list of all."""
    if not code:
        yield from _everything()
        return
    for field, names in (("target", texts.TARGET), ("actual", texts.ACTUAL), ("reason", texts.REASON)):
        for name, title in names.items():
            if code in {name, title}:
                yield f"{texts.FIELDS[field]}标签 {title}（{name}）：{texts.MEANINGS[field][name]}"
    wanted = code.strip().upper()
    exact = [check for check in catalogue() if check.code == wanted]
    for check in exact or [check for check in catalogue() if check.code.startswith(wanted)]:
        yield from explain(check.code).split("\n")
        yield ""


def _everything() -> Iterator[str]:
    for field in ("target", "actual", "reason"):
        yield f"{texts.FIELDS[field]}标签："
        yield from (f"  {title}（{name}）" for name, title in texts.LABELS[field].items())
    family = ""
    for check in catalogue():
        if check.family != family:
            family = check.family
            yield f"检查·{family}："
        yield f"  {check.code}　{check.severity}　{check.title}"
