"""Many files → tables, part by part, on any concurrent.futures executor.

Start at :func:`tag` (module running), which goes through these in order; what passes between them is in parts.

    walking, manifest      the files found, held against what stands
    spooling, tabular      where the input is a table already: stretches of its rows
    engine → guard → work  a part on an executor, in a child process that may die (_child): items → rows
    shards                 the rows of a part as Parquet, csv or jsonl
    store                  shards published with their receipt, or not at all
    buckets, across        the checks between files, once all parts stand: unit by unit

What reports ask of a tagged corpus: covering (how much could be read), near (nearly identical texts).
"""

from narrative.corpus.parts import CorpusError, Settings
from narrative.corpus.running import Progress, Summary, tag
from narrative.corpus.tabular import Columns, tag_batches, tagged_schema

__all__ = ["Columns", "CorpusError", "Progress", "Settings", "Summary", "tag", "tag_batches", "tagged_schema"]
