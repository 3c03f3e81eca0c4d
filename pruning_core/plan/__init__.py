"""The length of a training: examples, batches, epochs, steps, and the learning rate of each step."""

from pruning_core.plan.training_plan import MAX_TOTAL_STEPS, TrainingPlan

__all__ = ["MAX_TOTAL_STEPS", "TrainingPlan"]
