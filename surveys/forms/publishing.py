"""The words beside the numbers that residents see."""

from django import forms

from portal.forms.fields import RecordForm
from surveys.models import Question, Wave


class ResultsWordsForm(RecordForm):
    """What a wave's results say as a whole."""

    class Meta(RecordForm.Meta):
        model = Wave
        fields = ["summary", "conclusion"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 6}),
            "conclusion": forms.Textarea(attrs={"rows": 6}),
        }
        help_texts = {
            "summary": "公表のページのいちばん上にのります。分かったことを、短い文で3つほど書いてください。1つの文は60字までがめやすです。",
            "conclusion": "この結果を受けて、これから何をするかを書きます。ページの最後と、集計報告書の「まとめ」にのります。",
        }


class QuestionWordsForm(RecordForm):
    """Whether a question's result is public, and the sentence above its chart."""

    class Meta(RecordForm.Meta):
        model = Question
        fields = ["is_published", "summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}
        labels = {"is_published": "この質問の結果を公表する", "summary": "結果の説明"}
        help_texts = {
            "summary": "グラフの上にのります。むずかしい言葉を使わずに、1つか2つの短い文で書いてください。空けておくこともできます。",
        }
