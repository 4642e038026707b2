# family: right
# tries: to have a script's ending, with arguments and an exit
# shape: counter
# expect: passed
import argparse
import sys


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("numbers", type=float, nargs="+")
    meter = Meter()
    for number in parser.parse_args().numbers:
        meter.add(number)
    print(meter.mean())
    return 0


if __name__ == "__main__":
    sys.exit(main())
