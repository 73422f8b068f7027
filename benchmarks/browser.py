"""What a page that `jazz solo --html` wrote shows and plays in a real browser.

    python -m benchmarks.browser solo.html [--pictures FOLDER] [--seconds 3]

Opens the page from the file system in headless Chromium and prints, for each player, how many notes the MIDI file
inside has, how many are drawn, and how loud the player is alone (root mean square and largest sample, in decibels below
full scale); then the same for all together, how far the audio clock and the music went while it played, what was
fetched and what the browser complained of. `--pictures` takes pictures at the sizes of a laptop and a phone, light and
dark. Needs Chromium or Chrome, and a POSIX system.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.chromium import Page, browser, find_chromium

SIZES = {"laptop": (1366, 850), "phone": (390, 844)}
LISTEN = """(async (seconds) => {
    const samples = new Float32Array(jazz.analyser.fftSize), end = performance.now() + 1000 * seconds;
    let sum = 0, count = 0, peak = 0;
    while (performance.now() < end) {
        jazz.analyser.getFloatTimeDomainData(samples);
        for (const sample of samples) {
            sum += sample * sample;
            count += 1;
            peak = Math.max(peak, Math.abs(sample));
        }
        await new Promise((done) => setTimeout(done, 40));
    }
    return [Math.sqrt(sum / count), peak];
})"""


def main() -> None:
    """Open, look and listen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path)
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="where to put pictures of the page")
    parser.add_argument("--seconds", type=float, default=3.0, help="to listen to each player")
    arguments = parser.parse_args()
    program = find_chromium() or parser.error("no Chromium or Chrome is found")
    with TemporaryDirectory() as downloads, browser(program, Path(downloads)) as page:
        page.open(arguments.page)
        page.resize(*SIZES["laptop"])
        listen(page, arguments.seconds)
        print(f"fetched: {', '.join(page.requests)}\ncomplaints: {', '.join(page.complaints) or 'none'}")
        if arguments.pictures:
            photograph(page, arguments.pictures, arguments.page.stem)


def listen(page: Page, seconds: float) -> None:
    """Print a row for each player, then one for all."""
    page.click("#play")
    page.wait("jazz.state.tick > 100")
    before = page.evaluate("jazz.state")
    print(f"{'':20}{'notes':>8}{'drawn':>8}{'RMS dB':>8}{'peak dB':>8}")
    print_row("all together", "", "", page.evaluate(f"{LISTEN}({seconds})"))
    after = page.evaluate("jazz.state")
    for number, (name, notes) in enumerate(page.evaluate("jazz.tracks.map(({name, notes}) => [name, notes.length])")):
        rectangles = f"document.querySelectorAll('[data-note^=\"{number}:\"]')"
        drawn = page.evaluate(f"[...{rectangles}].map((each) => each.dataset.note)")
        alone = f'button[data-track="{number}"][data-does="solo"]'
        page.click(alone)
        time.sleep(0.5)
        print_row(name, notes, len(set(drawn)), page.evaluate(f"{LISTEN}({seconds})"))
        page.click(alone)
    quarters = (after["tick"] - before["tick"]) / 480
    clock = after["time"] - before["time"]
    print(f"the clock went {clock:.2f} s, the music {quarters * 60 / after['tempo']:.2f} s")


def print_row(name: str, notes: Any, drawn: Any, heard: list[float]) -> None:
    """One line of the table."""
    loudness = (f"{20 * math.log10(max(each, 1e-6)):8.1f}" for each in heard)
    print(f"{name:20}{notes:>8}{drawn:>8}{''.join(loudness)}")


def photograph(page: Page, folder: Path, stem: str) -> None:
    """Take a picture at each size, light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in SIZES.items():
        for light in ("light", "dark"):
            page.resize(width, height, dark=light == "dark", mobile=size == "phone")
            page.evaluate("scrollTo(0, 0)")
            time.sleep(0.5)
            (folder / f"{stem}-{size}-{light}.png").write_bytes(page.screenshot())


if __name__ == "__main__":
    main()
