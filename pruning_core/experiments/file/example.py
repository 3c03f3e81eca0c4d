"""An example of an experiment: it runs in a minute on the bundled digits."""

EXAMPLE = """\
# An experiment of the Pruning Schedule Lab. Run it with
#   python -m pruning_core experiment FILE --json results.json
# If you stop it with Ctrl-C, the same command continues it, and repeats no run.

name = "Constant against polynomial"
question = "Which schedule keeps more accuracy at 90 % sparsity?"
seeds = 6            # a number of seeds, or a list such as [0, 1, 2]
retries = 1          # how often a failed run is trained again

[training]           # the parameters of `python -m pruning_core train`
network = "mlp"      # a list multiplies the arms: network, optimizer, learning_rate and others
dataset = "digits"
epochs = 4
batch_size = 32

[schedules]
dense = "none"       # the dense baseline

[schedules.constant]
class_name = "ConstantSparsity"      # the class and its arguments, as in tfmot
target_sparsity = 0.9                # without it, each number of a list `sparsity` makes an arm
begin_step = "25%"                   # a step, or a part of the training: "25%" or "epoch 1"
frequency = 5

[schedules.polynomial]
class_name = "PolynomialDecay"
initial_sparsity = 0.0
final_sparsity = 0.9
begin_step = "25%"
end_step = "75%"
frequency = 5

# Comparisons cannot be changed after the start. One comparison is primary.
[[comparisons]]
a = "polynomial"
b = "constant"
primary = true
"""
