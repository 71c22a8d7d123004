"""corpora → models: train, evaluate, label.  Everything here is for researchers; tagging needs none of it."""

from narrative.training.training import Trained, train

__all__ = ["Trained", "train"]
