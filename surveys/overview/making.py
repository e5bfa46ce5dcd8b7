"""Making a survey: series, waves, the questionnaire's editor, approval, preview. What of it shows elsewhere."""

from typing import Any

PLUGINS: tuple[Any, ...] = ()
