"""Making a survey: series, waves, the questionnaire's editor, approval, preview."""

from typing import Any

urlpatterns: list[Any] = []
