"""Resident surveys (住民アンケート): questionnaires in waves, answers without a name, what is read out of them."""

from surveys.models.answers import Answer, Recheck, Response
from surveys.models.drafts import AccessCode, Draft, Participation
from surveys.models.paper import Batch
from surveys.models.questions import REFUSED, Attribute, Choice, Item, Kind, Question, Section
from surveys.models.remarks import Remark, Tag
from surveys.models.snapshots import Snapshot
from surveys.models.waves import Survey, Wave

__all__ = [
    "REFUSED",
    "AccessCode",
    "Answer",
    "Attribute",
    "Batch",
    "Choice",
    "Draft",
    "Item",
    "Kind",
    "Participation",
    "Question",
    "Recheck",
    "Remark",
    "Response",
    "Section",
    "Snapshot",
    "Survey",
    "Tag",
    "Wave",
]
