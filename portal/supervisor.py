"""Keeps processes running side by side: starts them, starts again what dies, and ends all together.

Used by `manage.py serve` for the web server and the worker. Each child leads a process group of its own, so that
Ctrl-C in a terminal reaches the supervisor alone, which ends the children in order; and it ends by itself when the
supervisor is killed, so that no orphan holds the port.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Event
from types import FrameType
from typing import Any

# Seconds between two starts of a child that keeps dying: doubled each time up to the second number.
FIRST_PAUSE, LONGEST_PAUSE = 1, 30
# A child that ran so many seconds was in good health.
HEALTHY_AFTER = 60
# A start that takes longer will not succeed.
START_SECONDS = 300
# Given to requests and jobs to come to their end.
STOP_SECONDS = 20
PR_SET_PDEATHSIG = 1

prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class StartFailed(Exception):
    """A child died again and again, or hung, before the portal answered once."""


class Child:
    """A process that should always run."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.command = command
        self.environment = dict(os.environ) | dict(environment or {})
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        self._started_at = 0.0
        self._start_at = 0.0

    def keep_running(self) -> None:
        """Start the process, or start it again after a pause when it died."""
        now = time.monotonic()
        if self.process is not None:
            if (code := self.process.poll()) is None:
                return
            self.kill()
            self.process = None
            self.deaths = self.deaths + 1 if now - self._started_at < HEALTHY_AFTER else 1
            pause = min(FIRST_PAUSE * 2 ** (self.deaths - 1), LONGEST_PAUSE)
            self._start_at = now + pause
            print(f"{self.name} ended ({code}); starting it again in {pause} s", file=sys.stderr, flush=True)  # noqa: T201
        if now >= self._start_at:
            self._started_at = now
            self.process = subprocess.Popen(  # noqa: S603 -- our own commands
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    def ask_to_end(self) -> None:
        """Let it finish what it is doing."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """End it and all that it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def end_with_parent() -> None:
    """In the child: be asked to end when the supervisor dies, however that happens."""
    if prctl is not None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs children until a signal asks to end; a second signal ends them by force.

    `has_started` tells whether the first child is at work; then `on_start` is called, and the others are started.
    """

    def __init__(
        self,
        children: list[Child],
        *,
        has_started: Callable[[], bool],
        on_start: Callable[[], None],
        each_round: Callable[[], None],
    ) -> None:
        self.children = children
        self.has_started = has_started
        self.on_start = on_start
        self.each_round = each_round
        self._signals = 0
        self._signalled = Event()

    def run(self) -> None:
        """Return when a signal has ended everything; raise StartFailed when it never came up."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_signal)
        started = False
        deadline = time.monotonic() + START_SECONDS
        try:
            while not self._signals:
                self.each_round()
                # The first is waited for, so that it has the machine to itself and answers soon.
                for child in self.children if started else self.children[:1]:
                    child.keep_running()
                    if not started and (child.deaths > 3 or time.monotonic() > deadline):
                        raise StartFailed(child.name)
                if not started and self.has_started():
                    started = True
                    self.on_start()
                self._signalled.wait(1 if started else 0.1)
        finally:
            self._end()

    def _note_signal(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1
        self._signalled.set()

    def _end(self) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.ask_to_end()
        while (
            any(child.is_running for child in self.children)
            and time.monotonic() < deadline
            and self._signals < 2
        ):
            time.sleep(0.05)
        for child in self.children:
            child.kill()


def interrupt_on_signals() -> None:
    """Until the supervisor runs, let each signal to end be an exception, so that what was opened is closed."""

    def interrupt(*args: Any) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
