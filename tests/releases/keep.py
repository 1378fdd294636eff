"""Keeps a small house of this version, so that later ones prove that they still read it and bring it up to date.

python -m tests.releases.keep        writes tests/releases/<version>.zip; done once, before a release goes out
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from leadflow import __version__
from tests.proofs import drill

HERE: Final = Path(__file__).parent
LIFE: Final = (
    "from config.opening import set_up_django; set_up_django()\n"
    "from tests.proofs.life import live; live(11, rows=60)"
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        drill.told("init", str(home), "--company", "Muster Maschinen GmbH", "--state", "BY", "--yes")
        subprocess.run([sys.executable, "-c", LIFE], env=drill.environment(home), check=True)
        made = drill.told("backup", "--to", folder, home=home)
        (Path(folder) / made["file"]).replace(HERE / f"{__version__}.zip")
        print(f"{__version__}.zip: {made['rows']} rows, {made['size']} bytes")


if __name__ == "__main__":
    main()
