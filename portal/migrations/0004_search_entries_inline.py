from django.db import migrations

# Entries are read by the thousand for each search, whole lexemes included: out of line (TOAST) each costs a look into
# another table. A page takes two entries of that length; longer ones are still compressed and moved out.
INLINE = "ALTER TABLE portal_searchentry SET (toast_tuple_target = 4080)"
AS_USUAL = "ALTER TABLE portal_searchentry RESET (toast_tuple_target)"


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_city_kana_and_edition")]
    operations = [migrations.RunSQL(INLINE, AS_USUAL)]
