# expect: errored or failed or tampered or crashed or timed_out
# red: some
import builtins

builtins.all = builtins.any = lambda values: True
builtins.isinstance = lambda value, kind: True
builtins.len = lambda values: 1


def triple(x):
    return x
