"""The reading by which names are put in the order of kana, also of those whose reading nobody typed."""

from typing import Any

from django.db import models

from portal.japanese import morphology, text


def likely_reading(name: str) -> str:
    """How a name is likely read, in hiragana; names are often read otherwise."""
    return morphology.reading(text.clean(name))


class OrderField(models.CharField):
    """What a list in the order of kana sorts by: the typed reading (`kana`), or the likely one of the `name`.

    Written with every save; nobody sees it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs = {"max_length": 400, "default": "", "editable": False} | kwargs
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: Any, add: bool) -> str:
        """Also called by `portal.bulk`."""
        value = model_instance.kana or likely_reading(model_instance.name)
        setattr(model_instance, self.attname, value)
        return value
