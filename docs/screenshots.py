"""Takes the pictures for the README: `python -m docs.screenshots`, on a machine with Chromium."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, chromium
from tests.browser.live.live import train_button
from tests.server import start_server

IMAGES = Path(__file__).with_name("images")
MILLISECONDS_TO_TRAIN = 240_000
TRAP = "?final_sparsity=0.875&power=3&begin_step=38&end_step=192&frequency=100&epochs=1"


def main() -> None:
    """Take a picture of a schedule that misses its target, and a picture of the short default training."""
    with (
        tempfile.TemporaryDirectory() as folder,
        start_server(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(
            base_url=server.url, viewport={"width": 1280, "height": 960}, device_scale_factor=1
        )
        explorer(page)
        training(page)
        browser.close()


def explorer(page: Page) -> None:
    """Take a picture of the explorer, with a schedule whose last update comes before its end."""
    page.goto(f"/{TRAP}")
    page.locator(".lab-fix").first.wait_for()
    wait_until_still(page)
    page.screenshot(path=IMAGES / "explorer.png")


def training(page: Page) -> None:
    """Take a picture of the page of the default run after this run has finished."""
    page.goto("/train")
    train_button(page).click()
    finished_state = page.locator(".live-run-state", has_text="Finished")
    finished_state.wait_for(timeout=MILLISECONDS_TO_TRAIN)
    wait_until_still(page)
    page.screenshot(path=IMAGES / "training.png")


def wait_until_still(page: Page) -> None:
    """Wait until charts and text no longer change, and move the mouse out of the picture."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(2_000)


if __name__ == "__main__":
    main()
