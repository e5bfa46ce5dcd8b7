"""200 residents answer a survey at the same time: how quick each page is, and that no answer is lost or doubled.

The real server (`manage.py serve`, two web processes) works on the benchmark's database. Every resident is a browser
of its own with keep-alive and cookies, without JavaScript: reads a page, thinks, presses the button, follows the
redirect. In a second round the web server is killed in the middle (kill -9), and then everything with the supervisor.
"""

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode, urlsplit

import psutil
from django.utils import timezone

from portal import database
from portal.models import Council, District
from surveys.models import (
    Answer,
    Choice,
    Draft,
    Item,
    Participation,
    Question,
    Response,
    Section,
    Survey,
    Wave,
)

ROOT = Path(__file__).resolve().parent.parent
GOAL = 0.3  # seconds for 95 of 100 requests of each page
RESIDENTS = 200
# A person takes 30 s for a page of three questions; here everybody is four times as quick.
THINKING = (4.0, 12.0)
HASTE = (0.5, 1.5)  # while the server is killed, so that many requests are on their way
ALL_ARRIVE_WITHIN = 20.0
KILLED_AFTER = (4.0, 12.0)  # seconds: the web processes, then all of it
PAGES = 6


def run(*, records: int) -> None:
    """Two rounds; `records` does nothing here but scale the residents down (20,000: 40 of them)."""
    residents = max(10, RESIDENTS * min(records, 100_000) // 100_000)
    first, second = make_wave("kurashi"), make_wave("killed")
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            print(
                f"\n{residents} residents at once, {THINKING[0]:.0f}–{THINKING[1]:.0f} s a page, in milliseconds:\n"
            )
            answering(server, first, residents, THINKING)
            answering(server, second, max(10, residents // 2), HASTE, killing=True)
        finally:
            server.stop()


# -- The survey -------------------------------------------------------------------------------------------------------


def make_wave(key: str) -> Wave:
    """Six sections of three questions each, 18 in all, of every type."""
    council, _ = Council.objects.get_or_create(pk=1, defaults={"name": "みどり野市社会福祉協議会"})
    district, _ = District.objects.get_or_create(
        slug="wakaba", defaults={"council": council, "name": "若葉地区", "order": 1}
    )
    survey = Survey.objects.create(district=district, key=key, title="くらしと地域のアンケート")
    today = timezone.localdate()
    wave = Wave.objects.create(
        survey=survey,
        number=1,
        fiscal_year=today.year,
        lead="お名前は書かないでください。",
        purpose="地域の取り組みを考えるために使います。",
        opens_on=today,
        closes_on=today + timedelta(days=7),
        state=Wave.State.OPEN,
    )
    for number, section_kinds in enumerate(
        [
            ("S", "S", "M"),
            ("S", "SC", "MX"),
            ("M", "S", "N"),
            ("SC", "SC", "S"),
            ("MX", "S", "M"),
            ("S", "S", "T"),
        ]
    ):
        section = Section.objects.create(wave=wave, title=f"{number + 1}つめ", order=number)
        for place, kind in enumerate(section_kinds):
            question = Question.objects.create(
                wave=wave,
                section=section,
                key=f"q{number}_{place}",
                kind=kind,
                text="地域での助け合いについて、あなたの考えにいちばん近いものを教えてください。",
                order=place,
            )
            if kind not in "NT":
                Choice.objects.bulk_create(
                    Choice(question=question, code=code, text=f"選択肢の{code}ばんめ", order=code)
                    for code in range(1, 8)
                )
            if kind == "MX":
                Item.objects.bulk_create(
                    Item(question=question, code=code, text=f"項目の{code}ばんめ", order=code)
                    for code in range(1, 6)
                )
    return wave


# -- The server -------------------------------------------------------------------------------------------------------


class Server:
    """`manage.py serve` on the benchmark's database."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        url = os.environ.get("DATABASE_URL") or database.embedded_url() or ""
        parts = urlsplit(url)
        self.environment = os.environ | {
            "DATABASE_URL": url.replace(parts.path, "/tsunagari_bench", 1),
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "PORT": str(self.port),
            "STATIC_ROOT": str(folder / "static"),
            "WEB_WORKERS": "2",
            "DEMO": "",
            "DEBUG": "",
        }
        self.log = (folder / "log").open("wb")
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(self.port)]
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                # After a kill the port may be held for a moment by what is just ending.
                self.process = subprocess.Popen(  # noqa: S603 -- our own server
                    command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log
                )
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.3)
        raise RuntimeError("The server did not answer.")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(40)

    def web_processes(self) -> list[psutil.Process]:
        """What granian runs, itself included."""
        own = psutil.Process(self.process.pid).children(recursive=True) if self.process else []
        return [process for process in own if "granian" in " ".join(process.cmdline())]

    def processor_time(self) -> float:
        """Seconds of processor time that the web processes have used."""
        return sum(sum(process.cpu_times()[:2]) for process in self.web_processes())

    def kill_web(self) -> None:
        """kill -9 of the web server in all its processes; the supervisor starts it again."""
        for process in self.web_processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def kill_all(self) -> None:
        """kill -9 of the supervisor and all below it, then a new start."""
        if self.process is None:
            return
        for process in [
            psutil.Process(self.process.pid),
            *psutil.Process(self.process.pid).children(recursive=True),
        ]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()
        self.start()


# -- The residents ----------------------------------------------------------------------------------------------------


class Times:
    """How long requests took, by page."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.failures: Counter[str] = Counter()
        self.lock = threading.Lock()

    @contextmanager
    def measured(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        with self.lock:
            self.seconds[name].append(time.perf_counter() - start)


class Browser:
    """One resident: a connection, cookies, the page in front of them."""

    def __init__(self, port: int, times: Times) -> None:
        self.port, self.times = port, times
        self.cookies: dict[str, str] = {}
        self.connection: http.client.HTTPConnection | None = None
        self.address, self.page, self.status = "", "", 0

    def _once(self, method: str, address: str, body: str | None) -> tuple[int, str, str]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, address, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), text

    def request(
        self, name: str, method: str, address: str, data: list[tuple[str, str]] | None = None
    ) -> None:
        """Ask as often as it takes: who sees no answer presses again."""
        body = urlencode(data) if data is not None else None
        for _ in range(200):
            try:
                with self.times.measured(f"{method} {name}"):
                    status, location, text = self._once(method, address, body)
            except (OSError, http.client.HTTPException):
                self.connection = None
                self.times.failures["no answer, pressed again"] += 1
                time.sleep(0.5)
                continue
            if status in (301, 302):
                self.request(page_name(location), "GET", location)
                return
            self.address, self.page, self.status = address, text, status
            if status >= 400:
                self.times.failures[f"{status} {name}"] += 1
            return
        raise RuntimeError(f"No answer to {method} {address}.")

    def hidden(self) -> list[tuple[str, str]]:
        """The hidden fields of the form in front of the resident."""
        form = self.page[self.page.index("<main") :]
        return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)


def page_name(address: str) -> str:
    """`/wakaba/surveys/answer/3/page/q1_0/` → `page`."""
    for word in ("page", "review", "thanks", "start"):
        if f"/{word}/" in address:
            return word
    return "continue" if "/answer/" in address else "survey"


def answer(
    browser: Browser, wave: Wave, number: int, thinking: tuple[float, float], dice: random.Random
) -> None:
    """A resident from the survey's page to the thanks, thinking before each press."""
    base = f"/wakaba/surveys/waves/{wave.pk}/"
    browser.request("survey", "GET", base)
    time.sleep(dice.uniform(*thinking))
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.page)
    browser.request(
        "start",
        "POST",
        f"{base}start/",
        [("csrfmiddlewaretoken", token[1] if token else ""), ("mode", "many")],
    )
    for _ in range(PAGES * 3):
        if "/page/" not in browser.address:
            break
        time.sleep(dice.uniform(*thinking))
        filled = list(browser.hidden())
        for name in dict.fromkeys(re.findall(r'type="(?:radio|checkbox)" name="([^"]+)"', browser.page)):
            filled.append((name, str(dice.randint(1, 7))))
        for name in re.findall(r'name="(q-[^"]+-n)"', browser.page):
            filled.append((name, str(dice.randint(0, 9))))
        for name in re.findall(r'name="(q-[^"]+-x)"', browser.page):
            filled.append((name, f"声の{number}ばん"))
        browser.request("page", "POST", browser.address, [*filled, ("go", "next")])
    time.sleep(dice.uniform(*thinking))
    browser.request("review", "POST", browser.address, browser.hidden())
    if "受け取りました" not in browser.page:
        browser.times.failures["not thanked"] += 1


def answering(
    server: Server, wave: Wave, residents: int, thinking: tuple[float, float], *, killing: bool = False
) -> None:
    """All residents at once; print what it took and count what came in."""
    times = Times()
    dice = random.Random(residents)  # noqa: S311 -- who comes when

    def one(number: int, delay: float, own: random.Random) -> None:
        time.sleep(delay)
        try:
            answer(Browser(server.port, times), wave, number, thinking, own)
        except Exception as error:  # told at the end; the others go on
            times.failures[repr(error)] += 1

    arrive = ALL_ARRIVE_WITHIN if not killing else 5.0
    threads = []
    for number in range(residents):
        own = random.Random(number)  # noqa: S311 -- repeatable on purpose
        arguments = (number, dice.uniform(0, arrive), own)
        threads.append(threading.Thread(target=one, args=arguments, daemon=True))
    used, start = server.processor_time(), time.monotonic()
    for thread in threads:
        thread.start()
    if killing:
        time.sleep(KILLED_AFTER[0])
        server.kill_web()
        time.sleep(KILLED_AFTER[1] - KILLED_AFTER[0])
        server.kill_all()
    for thread in threads:
        thread.join()
    elapsed = time.monotonic() - start
    if killing:
        print(f"\nKilled twice in the middle, {residents} residents, {HASTE[0]}–{HASTE[1]} s a page:")
    else:
        tell_times(times, elapsed, server.processor_time() - used)
    for words, count in sorted(times.failures.items()):
        print(f"  {count} × {words}")
    tell_counts(wave, residents)


def tell_times(times: Times, elapsed: float, used: float) -> None:
    print(f"{'request':<18}{'number':>8}{'p50':>8}{'p95':>8}{'slowest':>9}")
    slowest = 0.0
    for name, seconds in sorted(times.seconds.items()):
        cuts = quantiles(seconds, n=20)
        slowest = max(slowest, cuts[18])
        print(
            f"{name:<18}{len(seconds):>8}{cuts[9] * 1000:>8.0f}{cuts[18] * 1000:>8.0f}{max(seconds) * 1000:>9.0f}"
        )
    number = sum(map(len, times.seconds.values()))
    print(
        f"\n{number} requests in {elapsed:.0f} s ({number / elapsed:.0f} a second); "
        f"{used / number * 1000:.1f} ms of the web server's processor time each."
    )
    verdict = "within" if slowest <= GOAL else "over"
    print(f"Slowest page: p95 {slowest * 1000:.0f} ms, {verdict} the goal of {GOAL * 1000:.0f} ms.")


def tell_counts(wave: Wave, residents: int) -> None:
    """Whether each resident's answers are there once, and complete."""
    texts = Counter(
        Answer.objects.filter(response__wave=wave).exclude(text="").values_list("text", flat=True)
    )
    lost = [number for number in range(residents) if texts[f"声の{number}ばん"] == 0]
    doubled = [text for text, count in texts.items() if count > 1]
    responses = Response.objects.filter(wave=wave).count()
    complete = all(len(set(keys)) == PAGES * 3 for keys in _keys_by_response(wave).values())
    print(
        f"  {responses} responses of {residents} residents: {len(lost)} lost, {len(doubled)} doubled; "
        f"{'every one' if complete else 'NOT every one'} complete. "
        f"Drafts left: {Draft.objects.filter(wave=wave).count()}; "
        f"marks of sending: {Participation.objects.filter(wave=wave).count()}."
    )


def _keys_by_response(wave: Wave) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for response, key in Answer.objects.filter(response__wave=wave).values_list(
        "response_id", "question__key"
    ):
        found[response].append(key)
    return found
