SELECT
  (SELECT coalesce(sum(bytes), 0)::bigint FROM masters) AS masters,
  (SELECT coalesce(sum(bytes), 0)::bigint FROM renditions)
    + (SELECT coalesce(sum(progressive_m4a_bytes + progressive_mp3_bytes), 0)::bigint FROM encodings) AS encodings,
  (SELECT coalesce(sum(bytes), 0)::bigint FROM downloads) AS downloads,
  (SELECT count(*) FROM uploads WHERE completed_at IS NULL AND expires_at > now()) AS uploads
