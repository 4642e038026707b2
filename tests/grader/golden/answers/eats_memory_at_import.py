# expect: out_of_memory
# red: all
# says: 160 MiB
hoard = []
while True:
    hoard.append(bytearray(2**20))
