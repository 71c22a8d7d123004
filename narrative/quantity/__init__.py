"""Text → Quantity*: numerals, units (data/units.tsv), grammar, the counted thing."""
