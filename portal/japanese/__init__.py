"""The Japanese that software gets wrong: dates and fiscal years, spelling, words, readings, postcodes.

`furigana` writes HTML and uses Django for it; every other module is plain Python.
"""
