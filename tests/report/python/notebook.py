"""Executes the code cells of a notebook in order, in the folder of a report: `notebook.py NOTEBOOK FOLDER`. Prints as JSON how
many figures it drew, and the table `needs` that it made.
"""

import json
import os
import pathlib
import sys

os.environ["MPLBACKEND"] = "Agg"
notebook = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
os.chdir(sys.argv[2])
names = {"__name__": "__main__"}
for cell in notebook["cells"]:
    if cell["cell_type"] == "code":
        exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
figures = len(names["plt"].get_fignums())
json.dump({"figures": figures, "needs": json.loads(names["needs"].to_json(orient="index"))}, sys.stdout)
