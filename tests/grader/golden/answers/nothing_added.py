# expect: passed
