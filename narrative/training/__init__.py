"""corpora → models: train, evaluate, label.  Everything here is for researchers; tagging needs none of it."""

from narrative.training.evaluation import Report, evaluate, score_predictions
from narrative.training.labelling import Sampled, label_sheet, read_sheet, sample_precision
from narrative.training.training import Trained, train

__all__ = [
    "Report",
    "Sampled",
    "Trained",
    "evaluate",
    "label_sheet",
    "read_sheet",
    "sample_precision",
    "score_predictions",
    "train",
]
