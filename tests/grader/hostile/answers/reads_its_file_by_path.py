# family: right
# tries: to find its file in other ways than the reference
# shape: array
# expect: passed
import csv
from pathlib import Path

FOLDER = Path.cwd()


def weighted_sum(x):
    with (FOLDER / "weights.txt").open(newline="") as file:
        return sum(float(row[0]) * value for row, value in zip(csv.reader(file), x))
