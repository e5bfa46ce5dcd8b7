"""What pyxform, the program behind KoboToolbox and ODK, says of a workbook."""

import io
from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """`error` is empty where the workbook is a form; both are pyxform's own words."""

    error: str = ""
    warnings: tuple[str, ...] = ()


def check_xlsform(content: bytes) -> Check:
    """Let pyxform read an XLSX workbook and build the form. Needs no Java: the form's own checker is not run."""
    from pyxform.errors import PyXFormError  # noqa: PLC0415 -- 30 MB that most processes never need
    from pyxform.xls2xform import convert  # noqa: PLC0415 -- as above

    try:
        result = convert(io.BytesIO(content), validate=False, file_type=".xlsx")
    except PyXFormError as error:
        return Check(error=" ".join(str(error).split()))
    return Check(warnings=tuple(" ".join(warning.split()) for warning in result.warnings))
