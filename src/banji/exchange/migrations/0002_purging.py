"""What only retention may do: the site's role cannot change a payload, this function of the owner can empty it."""

from django.db import migrations

# 30 days is the shortest term the catalogue allows; not even a wrong call purges anything younger.
PURGE = """
CREATE FUNCTION exchange_purge(what text, feed_or_type text, before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  purged bigint;
  latest timestamptz := clock_timestamp() - interval '30 days'
    + coalesce((SELECT clock_shift FROM foundation_installation), interval '0');
BEGIN
  IF before > latest THEN
    RAISE EXCEPTION 'nothing younger than 30 days is purged' USING ERRCODE = 'check_violation';
  END IF;
  IF what = 'rows' THEN
    UPDATE exchange_inboundrow AS r SET payload = NULL FROM exchange_batch AS b
    WHERE b.id = r.batch_id AND b.feed = feed_or_type AND b.received_at < before
      AND r.payload IS NOT NULL AND r.outcome IS NOT NULL AND r.outcome <> 'REVIEW';
  ELSIF what = 'messages' THEN
    UPDATE exchange_message AS m SET payload = NULL
    WHERE m.type = feed_or_type AND m.created_at < before AND m.payload IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM exchange_delivery AS d
                      WHERE d.message_id = m.id AND d.state IN ('WAITING', 'SENT', 'DELIVERED', 'ASIDE'));
  ELSE
    RAISE EXCEPTION 'no such thing to purge: %', what;
  END IF;
  GET DIAGNOSTICS purged = ROW_COUNT;
  RETURN purged;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("foundation", "0001_initial")]

    operations = [
        migrations.RunSQL(PURGE, "DROP FUNCTION exchange_purge(text, text, timestamptz)"),
    ]
