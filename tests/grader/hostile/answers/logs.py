# family: right
# tries: to log, to a file and to standard error
# shape: counter
# expect: passed
import logging

logging.basicConfig(filename="meter.log", level=logging.DEBUG)
logging.getLogger().addHandler(logging.StreamHandler())


class Meter(Meter):
    def add(self, value):
        logging.info("adding %r", value)
        super().add(value)
