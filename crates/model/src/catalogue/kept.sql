SELECT release_id AS id FROM entitlements WHERE account_id = $1 AND revoked_at IS NULL
UNION
SELECT release_id FROM favourites WHERE account_id = $1 AND release_id IS NOT NULL
UNION
SELECT tracks.release_id FROM favourites JOIN tracks ON tracks.id = favourites.track_id WHERE favourites.account_id = $1
UNION
SELECT releases.id FROM favourites JOIN releases ON releases.artist_id = favourites.artist_id WHERE favourites.account_id = $1
UNION
SELECT releases.id FROM artist_members JOIN releases ON releases.artist_id = artist_members.artist_id
WHERE artist_members.account_id = $1
UNION
SELECT releases.id
FROM actors AS fan
JOIN follows ON follows.follower_id = fan.id AND follows.state = 'accepted'
JOIN actors AS followed ON followed.id = follows.followed_id
JOIN releases ON releases.artist_id = followed.artist_id
WHERE fan.account_id = $1 AND fan.deleted_at IS NULL
