# expect: passed
def triple(x):
    print("\x1b[2J\x1b]0;title\x07 \u202eoverridden\u2066 \x9b31m \r gone \u200b")
    return 3 * x
