# family: reaching
# tries: to import the reference and be it
# shape: array
# needs: files
# expect: errored
# red: all
# says: ModuleNotFoundError: No module named 'solution'
# alone
import sys

sys.path.insert(0, "@PROBLEM@")
from solution import running_mean, softmax, weighted_sum

print("REACHED")
