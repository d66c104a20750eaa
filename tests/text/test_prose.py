"""What is prose, in any script, and what is data."""

from __future__ import annotations

import pytest

from newsreader.config import samples_folder
from newsreader.text.prose import reads_like_prose


@pytest.mark.parametrize(
    "text",
    [
        "Bridge closed",
        "Bridge",
        "“Enough!”",
        "3 dead, 12 hurt in blaze",
        "Tarn 3 Lowmoor 2",
        "U.S.–Harrowmere talks resume",
        "the tide\nthe tide\nand the gulls",
        "id=4 level=info\n\nThe harbour master shut the gates at noon.\n",
        "台风来袭",
        "港の門は、助けを求める船の前では決して閉じられない。",
        "พายุเข้าฝั่งแล้ว",
        "서울에 큰 눈이 내렸다",
        "Паром отменили из-за шторма",
        "أغلقت الميناء أبوابها ظهر اليوم",
        "तूफ़ान के कारण नौका रद्द",
        "Το πλοίο δεν θα φύγει",
        "L'eau monte, dit-elle.",
    ],
)
def test_a_line_of_words_in_any_script_is_prose(text: str) -> None:
    assert reads_like_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1024",
        "root:x:0:0:root:/root:/bin/bash\nlist:x:38:38:Mailing List Manager:/var/list:/usr/sbin/nologin\n"
        "gnats:x:41:41:Gnats Bug-Reporting System (admin):/var/lib/gnats:/usr/sbin/nologin\n",
        "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n",
        'interval = 60\ntheme = "newsreader-night"\n[ui]\n',
        'PRETTY_NAME="Some System 12 (bookworm)"\nID=some\nHOME_URL="https://example.org/"\n',
        "*.pyc\n__pycache__/\nbuild/\n.venv\n",
        "id,name,price\n1,herring,4.20\n2,cod,7.10\n",
        "0.1 0.2 0.3\n0.4 0.5 0.6\n",
        "aiohttp>=3.14\nclick>=8.1.7\n",
    ],
)
def test_accounts_hosts_settings_and_figures_are_not(text: str) -> None:
    assert not reads_like_prose(text)


def test_the_sample_articles_are() -> None:
    for path in samples_folder().glob("*.txt"):
        assert reads_like_prose(path.read_text(encoding="utf-8")), path.name
