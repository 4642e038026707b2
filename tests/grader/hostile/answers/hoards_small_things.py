# family: memory
# tries: to ask for more than there is, bit by bit
# shape: array
# needs: memory
# expect: out_of_memory
# red: test_running_mean
# says: 256 MiB
def running_mean(x):
    return [bytes([n % 256]) * 2**16 for n in range(6_000)]
