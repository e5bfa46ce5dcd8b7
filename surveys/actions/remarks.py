"""Writes on free texts (自由記述): what a person decided after reading one, and the tags (しるし) that put them together."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from groups.actions.challenges import create_challenge, take_step
from groups.actions.recording import change, recorded
from groups.models import Challenge
from portal import history
from portal.models import User
from surveys.actions.waves import raise_edition
from surveys.masking import masked, suspects_in
from surveys.models import Remark, Survey, Tag, Wave

NAMES_UNCHECKED = "names"


def _check_readable(wave: Wave) -> None:
    """Texts are read once no answer can change any more: correcting a sheet would take its texts and tags away."""
    if not wave.is_closed:
        raise ValidationError("自由記述は、アンケートを締め切ったあとに読めます。", code="not_closed")


@recorded
def decide_on_remark(
    remark: Remark,
    *,
    state: str,
    excerpt: str = "",
    tags: Iterable[Tag] | None = None,
    names_checked: bool = False,
    by: User | None = None,
) -> Remark:
    """Say whether a text may be quoted and in which words (`excerpt`; empty: as it was written), and tag it.

    A text in which a name may stand is quotable only once somebody says that none does (`names_checked`). Raises
    ValidationError; its code is `names` in that case.
    """
    _check_readable(remark.wave)
    excerpt = masked(excerpt)
    values = {"state": state, "excerpt": "" if excerpt == remark.text else excerpt, "read_by": by}
    names = suspects_in(excerpt or remark.text) if state == Remark.State.QUOTABLE else []
    if names and not names_checked:
        raise ValidationError(
            f"「{'」「'.join(names)}」は、人のお名前かもしれません。「のせる文」を書き直すか、"
            "お名前ではないことを確かめて、「確かめました」に印を付けてください。",
            code=NAMES_UNCHECKED,
        )
    changed = change(remark, values)
    if changed and remark.wave.results_published_on:
        raise_edition(remark.wave)  # what is kept in memory of the public page is old
    if tags is not None:
        tags = list(tags)
        if any(tag.survey_id != remark.wave.survey_id for tag in tags):
            raise ValidationError({"tags": "このアンケートのしるしから選んでください。"})
        remark.tags.set(tags)
    return remark


# -- Tags -------------------------------------------------------------------------------------------------------------


@recorded
def save_tag(tag: Tag, *, by: User | None = None) -> Tag:
    """Save a tag, new or changed; its challenge is one of the district. Raises ValidationError."""
    _check_challenge(tag)
    history.save(tag)
    return tag


def _check_challenge(tag: Tag) -> None:
    if tag.challenge and tag.challenge.district_id != tag.survey.district_id:
        raise ValidationError({"challenge": "この地区の課題から選んでください。"})


@recorded
def tag_named(survey: Survey, name: str, *, by: User | None = None) -> Tag:
    """The tag of this name; a new one where there is none yet. Raises ValidationError."""
    found = Tag.objects.filter(survey=survey, name=name).first()
    return found or save_tag(Tag(survey=survey, name=name))


@recorded
def merge_tags(tag: Tag, *, into: Tag, by: User | None = None) -> Tag:
    """Put all texts of a tag under another one, which takes over its challenge where it has none; the tag goes.

    Raises ValidationError.
    """
    if tag.pk == into.pk or tag.survey_id != into.survey_id:
        raise ValidationError({"into": "同じアンケートの、ほかのしるしを選んでください。"})
    into.remarks.add(*tag.remarks.all())
    if into.challenge is None and tag.challenge is not None:
        change(into, {"challenge": tag.challenge})
    tag.delete()
    return into


@recorded
def delete_tag(tag: Tag, *, by: User | None = None) -> None:
    """Take a tag away from all texts; the texts stay."""
    tag.delete()


@recorded
def challenge_from_tag(tag: Tag, *, wave: Wave, by: User | None = None, **values: Any) -> Challenge:
    """A new challenge in the ledger that begins with the texts of a tag in a wave. Raises ValidationError.

    Its first step says no number: residents read it, also before results are published, and few may have written.
    """
    if tag.challenge is not None:
        raise ValidationError("このしるしには、もう課題がつながっています。")
    challenge = create_challenge(district=tag.survey.district, **values)
    take_step(
        challenge,
        stage=Challenge.Stage.VOICE,
        taken_on=wave.closed_on or wave.closes_on,
        text=f"アンケートの自由記述に、「{tag.name}」についての声がありました。",
        evidence=str(wave),
        evidence_url=wave.get_absolute_url(),
    )
    change(tag, {"challenge": challenge})
    return challenge
