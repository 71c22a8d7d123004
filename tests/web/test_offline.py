"""What a folder for a machine without internet is made of; building one needs a network and is done by hand."""

from __future__ import annotations

import pytest

from narrative.web import offline


def test_pins_come_without_hashes_and_with_their_markers() -> None:
    text = (
        "altair==6.0 \\\n    --hash=sha256:0123\ncolorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:4567\n"
    )
    assert offline._pins(text) == ["altair==6.0", "colorama==0.4.6 ; sys_platform == 'win32'"]


def test_what_windows_alone_needs_is_fetched_for_it() -> None:
    windows = offline._only_there(offline.PLATFORMS["windows"].markers, "3.11")
    assert [pin.partition("==")[0] for pin in windows] == ["colorama"]
    assert offline._only_there(offline.PLATFORMS["linux"].markers, "3.11") == []


@pytest.mark.parametrize("platform", offline.PLATFORMS)
def test_the_start_file_installs_from_the_folder_alone(platform: str) -> None:
    text = offline.PLATFORMS[platform].text
    assert "--no-index --find-links wheels" in text
    assert "serve" in text
