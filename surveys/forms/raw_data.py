"""For what and for whom answers one by one are made."""

from django import forms


class RawDataForm(forms.Form):
    """Both stand in the log of prints."""

    purpose = forms.CharField(
        label="使いみち", max_length=200, help_text="例：大学の先生と、年代ごとの困りごとをくわしく調べる"
    )
    recipients = forms.CharField(
        label="わたす相手", max_length=200, help_text="自分だけで使うときは、自分の名前を書きます。"
    )
    promised = forms.BooleanField(
        label="だれの答えかを調べることには使いません。終わったら消します。",
        error_messages={"required": "約束できるときだけ、作れます。"},
    )
