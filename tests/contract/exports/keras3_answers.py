"""Opens model files with Keras 3, in a process of its own, because Keras 2 is loaded in the process of the tests.

Arguments: a folder with images.npy and model files. Writes NAME.npy with the answers to the images for each file
that opens. Prints one JSON object: for each file, "" or the type of the error.
"""

import json
import sys
from pathlib import Path

import keras
import numpy as np


def main(folder: Path) -> None:
    """Open each file, and compute its answers."""
    images = np.load(folder / "images.npy")
    errors = {}
    for path in sorted([*folder.glob("*.keras"), *folder.glob("*.h5")]):
        try:
            model = keras.models.load_model(path)
        except Exception as error:  # noqa: BLE001  (the test expects one of any type)
            errors[path.name] = type(error).__name__
        else:
            errors[path.name] = ""
            np.save(path.with_name(f"{path.name}.npy"), model.predict(images, verbose=0))
    sys.stdout.write(json.dumps({"version": keras.__version__, "errors": errors}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
