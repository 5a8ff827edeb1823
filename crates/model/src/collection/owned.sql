-- $1 the account, $2 patterns that all have to be found, $3 the last of the page before, $4 how many.
SELECT entitlements.id, entitlements.release_id, entitlements.track_id, entitlements.created_at,
       entitlements.purchase_id IS NOT NULL AS is_bought
FROM entitlements
JOIN releases ON releases.id = entitlements.release_id
JOIN artists ON artists.id = releases.artist_id
LEFT JOIN tracks ON tracks.id = entitlements.track_id
WHERE entitlements.account_id = $1 AND entitlements.revoked_at IS NULL
  AND artists.suspended_at IS NULL
  AND ($3 IS NULL OR entitlements.id < $3)
  -- What they have twice stands where they got it last.
  AND NOT EXISTS (
      SELECT FROM entitlements AS later
      WHERE later.account_id = $1 AND later.revoked_at IS NULL AND later.id > entitlements.id
        AND later.release_id = entitlements.release_id
        AND later.track_id IS NOT DISTINCT FROM entitlements.track_id)
  AND NOT EXISTS (
      SELECT FROM unnest($2) AS wanted (pattern)
      WHERE NOT (releases.title ILIKE pattern OR artists.name ILIKE pattern OR releases.label ILIKE pattern
                 OR CASE WHEN entitlements.track_id IS NULL
                    THEN EXISTS (SELECT FROM tracks AS any_track
                                 WHERE any_track.release_id = releases.id AND any_track.title ILIKE pattern)
                    ELSE tracks.title ILIKE pattern END))
ORDER BY entitlements.id DESC
LIMIT $4
