"""Writes the same 40 positions as other tools write them by default. `python make.py FOLDER [tool...]`.

The files in this folder were made once, with the versions that their names say; parquet-written.test.ts makes fresh ones
with what is installed. Prints `file,sha256,rows` of each.
"""

import decimal
import hashlib
import pathlib
import shutil
import sys

ROWS = range(40)
SIDE = [1 if row % 2 == 0 else -1 for row in ROWS]
QUANTITY = [row + 0.25 for row in ROWS]
ENTRY = [100 + row / 4 for row in ROWS]
COLLATERAL = [10 + row for row in ROWS]
# Beyond 2^53: as doubles, neighbours would be one owner.
OWNER = [9_007_199_254_740_993 + row // 2 for row in ROWS]
POSITIONS = {"side": SIDE, "quantity": QUANTITY, "entryPrice": ENTRY, "collateral": COLLATERAL}
WORDS = ["long" if side > 0 else "short" for side in SIDE]
MONEY = [decimal.Decimal(value).quantize(decimal.Decimal("0.01")) for value in COLLATERAL]


def pyarrow(folder):
    import pyarrow as pa
    import pyarrow.parquet as pq

    own = f"pyarrow-{pa.__version__}"
    plain = pa.table({**POSITIONS, "owner": OWNER})
    words = pa.table({**POSITIONS, "side": WORDS, "collateral": MONEY, "account": [f"a{row}" for row in ROWS]})
    pq.write_table(plain, folder / f"{own}.parquet")
    pq.write_table(words, folder / f"{own}-words.parquet")
    pq.write_table(
        words, folder / f"{own}-pages.parquet", compression="zstd", data_page_version="2.0", use_dictionary=False, row_group_size=16
    )


def pandas(folder):
    import pandas as pd

    frame = pd.DataFrame({**POSITIONS, "side": pd.Categorical(WORDS), "opened": pd.Timestamp("2026-03-01"), "owner": OWNER})
    # Filtered, as people do: pandas writes an index of its own beside the columns.
    frame[frame["quantity"] > 0].iloc[::-1].to_parquet(folder / f"pandas-{pd.__version__}.parquet")


def polars(folder):
    import polars as pl

    frame = pl.DataFrame({**POSITIONS, "side": WORDS, "collateral": MONEY, "owner": OWNER})
    frame.write_parquet(folder / f"polars-{pl.__version__}.parquet")


def duckdb(folder):
    import duckdb as db

    rows = ", ".join(
        f"({side}, {quantity}, {entry}, {collateral}, {owner})"
        for side, quantity, entry, collateral, owner in zip(SIDE, QUANTITY, ENTRY, COLLATERAL, OWNER)
    )
    target = folder / f"duckdb-{db.__version__}.parquet"
    db.sql(f'copy (select * from (values {rows}) as t(side, quantity, "entryPrice", collateral, owner)) to \'{target}\'')


def spark(folder):
    """Needs Java; writes a folder of parts, of which there is one."""
    import pyspark
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master("local[1]").getOrCreate()
    names = ["side", "quantity", "entryPrice", "collateral", "owner"]
    rows = list(zip(WORDS, QUANTITY, ENTRY, MONEY, OWNER))
    target = folder / f"spark-{pyspark.__version__}"
    session.createDataFrame(rows, names).coalesce(1).write.parquet(str(target))
    (part,) = target.glob("part-*.parquet")
    part.rename(folder / f"{target.name}.parquet")
    shutil.rmtree(target)


TOOLS = {"pyarrow": pyarrow, "pandas": pandas, "polars": polars, "duckdb": duckdb, "spark": spark}

if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    for tool in sys.argv[2:] or TOOLS:
        TOOLS[tool](folder)
    for file in sorted(folder.glob("*.parquet")):
        print(f"{file.name},{hashlib.sha256(file.read_bytes()).hexdigest()}")
