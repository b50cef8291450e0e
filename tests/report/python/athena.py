"""Parses a JSON list of Athena statements, which come on standard input, and asks that each column that they use is one that a
statement above defines. Prints as JSON the tables with their columns and types, and the queries as DuckDB takes them.
"""

import json
import sys

from sqlglot import ErrorLevel, exp, parse_one
from sqlglot.optimizer.qualify import qualify

tables = {}
known = {}
queries = []
for text in json.load(sys.stdin):
    statement = parse_one(text, read="athena", error_level=ErrorLevel.RAISE)
    # What sqlglot does not know it keeps as words, which is no parsing.
    assert not list(statement.find_all(exp.Command)), text
    is_made = isinstance(statement, exp.Create)
    if is_made and isinstance(statement.this, exp.Schema):
        columns = {column.name: column.kind.sql("duckdb") for column in statement.this.expressions}
        tables[statement.this.this.name] = columns
        known[statement.this.this.name] = {**columns, "$path": "TEXT"}
        continue
    query = statement.expression if is_made else statement
    selected = qualify(query.copy(), schema=known, dialect="athena").named_selects
    if is_made:
        known[statement.this.name] = {column: "TEXT" for column in selected if column != "$path"}
    queries.append({"name": statement.this.name if is_made else None, "sql": query.sql("duckdb")})
json.dump({"tables": tables, "queries": queries}, sys.stdout)
