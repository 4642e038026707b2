# expect: out_of_memory
# red: test_triple
# says: 160 MiB
def triple(x):
    hoard = []
    while True:
        hoard.append(bytearray(2**20))
