"""A job queued `once` gives its word back as it begins.

The queue allows one waiting job a word. A job that has to be tried again (it failed, or its worker was killed) would
otherwise be refused if another with its word has been queued meanwhile, and stay "doing" for ever.
"""

from django.db import migrations

GIVE_BACK = """
CREATE FUNCTION banji_give_word_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.queueing_lock := NULL; RETURN NEW; END $$;

CREATE TRIGGER banji_give_word_back BEFORE UPDATE OF status ON procrastinate_jobs
FOR EACH ROW WHEN (NEW.status = 'doing' AND NEW.queueing_lock IS NOT NULL)
EXECUTE FUNCTION banji_give_word_back();

UPDATE procrastinate_jobs SET queueing_lock = NULL WHERE status = 'doing';
"""
KEEP = """
DROP TRIGGER banji_give_word_back ON procrastinate_jobs;
DROP FUNCTION banji_give_word_back();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [migrations.RunSQL(GIVE_BACK, KEEP)]
