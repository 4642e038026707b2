# expect: passed
import io
import sys

sys.stdout = sys.__stdout__ = io.StringIO()
sys.stderr = sys.__stderr__ = None
