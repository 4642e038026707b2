# family: leaving
# tries: to slip through as the end of a generator
# shape: counter
# expect: errored
# red: test_mean, test_two_meters, test_reset
# says: your code raised GeneratorExit
class Meter(Meter):
    def mean(self):
        raise GeneratorExit
