# expect: errored
# red: test_triple
# says: \x1b[2J
def triple(x):
    raise ValueError("\x1b[2J \u202e [red]markup[/red]")
