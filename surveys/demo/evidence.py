"""The demo's challenges lead to the results that they came from, and to those that show what changed."""

from groups.actions.challenges import take_step, update_step
from groups.models import Challenge, Step
from portal.models import User
from surveys.models import Survey

FIRST_WAVE = "住民アンケート 第1回"

# What the second wave showed: (beginning of the challenge, sentence), by district.
CHANGES = {
    "wakaba": (
        "近所づきあいが薄く",
        "「ほとんどつきあいがない」が22%から19%に、30代では41%から35%に減りました。",
    ),
    "shiomidai": ("買い物に行く足がない", "「買い物に困る」が38%から31%に減りました。"),
    "kuwabara": ("通院の足がない", "「通院・外出の足に困る」が44%から36%に減りました。"),
}


def load(survey: Survey, *, by: User) -> None:
    """Link the step that tells of the first wave to it, and note what the second one showed."""
    first, second = survey.waves.order_by("number")
    for step in Step.objects.filter(challenge__district=survey.district, evidence=FIRST_WAVE):
        update_step(step, taken_on=first.closed_on, evidence_url=first.get_absolute_url(), by=by)
    beginning, text = CHANGES[survey.district.slug]
    challenge = Challenge.objects.get(district=survey.district, title__startswith=beginning)
    take_step(
        challenge,
        stage=Challenge.Stage.ESTABLISHED,
        taken_on=second.closed_on,
        text=text,
        evidence="住民アンケート 第2回",
        evidence_url=second.get_absolute_url(),
        by=by,
    )
