"""Many files → tables, part by part, on any concurrent.futures executor.

Start at :func:`tag` (module running).  A folder is walked (walking) and held against what stands
(manifest, store); the rest is cut into parts, each done by one plain function (work) in a child
process that may die (guard), on whatever executor there is (engine).
"""

from narrative.corpus.parts import CorpusError, Settings
from narrative.corpus.running import Progress, Summary, tag
from narrative.corpus.tabular import Columns, tag_batches, tagged_schema

__all__ = ["Columns", "CorpusError", "Progress", "Settings", "Summary", "tag", "tag_batches", "tagged_schema"]
