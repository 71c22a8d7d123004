"""Indicator row → Tag*, sentence → label: rules first, then the scorecard of models/."""

from narrative.tagging.judge import tag_row, tag_rows
from narrative.tagging.sentences import tag_sentences
from narrative.tagging.suggestions import suggest

__all__ = ["suggest", "tag_row", "tag_rows", "tag_sentences"]
