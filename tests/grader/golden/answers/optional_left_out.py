# expect: passed
# red: test_quadruple
# says: does not define `quadruple`
del quadruple
