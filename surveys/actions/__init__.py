"""All writes of surveys. Each is one transaction and checks the records' rules; who may do what is decided before.

`by` is the person who does it: told in the history where there is no request to tell it (demo, worker).
"""
