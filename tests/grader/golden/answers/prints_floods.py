# expect: passed
def triple(x):
    for _ in range(5000):
        print("x" * 1000)
    return 3 * x
