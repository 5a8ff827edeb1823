SELECT
  (SELECT count(*) FROM accounts WHERE confirmed_at IS NOT NULL) AS accounts,
  (SELECT count(*) FROM accounts WHERE confirmed_at IS NOT NULL AND approved_at IS NULL) AS waiting,
  (SELECT count(*) FROM artists) AS artists,
  (SELECT count(*) FROM releases WHERE published_at IS NOT NULL) AS releases,
  (SELECT count(*) FROM tracks) AS tracks,
  (SELECT coalesce(sum(bytes), 0)::bigint FROM masters) AS master_bytes
