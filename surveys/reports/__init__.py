"""Numbers of surveys: computed here, drawn by pages, PDF, CSV and XLSX alike."""
