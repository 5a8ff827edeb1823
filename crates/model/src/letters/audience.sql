-- Who gets a letter of the artist $1 that is for $2, of the release $3: those alone who asked for letters and confirmed it.
SELECT subscriber.id
FROM subscribers AS subscriber
WHERE subscriber.artist_id = $1
  AND subscriber.confirmed_at IS NOT NULL
  AND subscriber.unsubscribed_at IS NULL
  AND CASE $2
    WHEN 'subscribers' THEN true
    WHEN 'followers' THEN EXISTS (
      SELECT 1
      FROM accounts AS account
      JOIN actors AS own ON own.account_id = account.id
      JOIN follows ON follows.follower_id = own.id AND follows.state = 'accepted'
      JOIN actors AS followed ON followed.id = follows.followed_id AND followed.artist_id = $1
      WHERE account.id = subscriber.account_id
        OR (account.email = subscriber.email AND account.confirmed_at IS NOT NULL))
    WHEN 'members' THEN EXISTS (
      SELECT 1
      FROM memberships
      JOIN accounts AS account ON account.id = memberships.account_id
      WHERE memberships.artist_id = $1
        AND memberships.state IN ('trialing', 'active', 'past_due')
        AND (account.id = subscriber.account_id
          OR (account.email = subscriber.email AND account.confirmed_at IS NOT NULL)))
    WHEN 'buyers' THEN EXISTS (
      SELECT 1
      FROM entitlements
      LEFT JOIN accounts AS account ON account.id = entitlements.account_id
      WHERE entitlements.release_id = $3
        AND entitlements.revoked_at IS NULL
        AND (entitlements.email = subscriber.email
          OR account.id = subscriber.account_id
          OR (account.email = subscriber.email AND account.confirmed_at IS NOT NULL)))
    ELSE false
  END
