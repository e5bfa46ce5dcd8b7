"""XLSForm, the workbook in which KoboToolbox and ODK keep a form: a wave's questionnaire out and in.

`outline` holds a questionnaire free of the database; `writing` and `reading` turn it into a workbook and back, and tell
what the other side cannot express; `checking` has pyxform look at the workbook.
"""
