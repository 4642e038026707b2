# family: right
# tries: to import late and from all over the standard library
# shape: records
# expect: passed
honest = describe


def describe(words):
    import decimal
    import json
    import pickle
    import sqlite3
    import statistics
    import zoneinfo

    said = json.loads(json.dumps(honest(words)))
    said["mean"] = float(statistics.fmean(map(len, words)))
    database = sqlite3.connect(":memory:")
    database.execute("create table words (word text)")
    database.executemany("insert into words values (?)", [(word,) for word in words])
    said["words"] = [word for (word,) in database.execute("select word from words order by word")]
    assert decimal.Decimal(1) and zoneinfo.ZoneInfo
    return pickle.loads(pickle.dumps(said))
