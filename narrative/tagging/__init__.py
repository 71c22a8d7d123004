"""Indicator row → Tag*, sentence → label: rules first, then the scorecard of models/."""
