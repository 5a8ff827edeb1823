-- Everything that is kept of the account $1 but its history, as JSON: what it is, has, keeps, follows and wrote. No password, no key.
WITH named AS (
    SELECT tracks.id, json_build_object('track', tracks.title, 'release', releases.title,
        'artist', coalesce(nullif(btrim(tracks.artist_name), ''), artists.name)) AS said
    FROM tracks JOIN releases ON releases.id = tracks.release_id JOIN artists ON artists.id = releases.artist_id
)
SELECT json_build_object(
    'account', (SELECT json_build_object('name', name, 'email', email, 'since', created_at) FROM accounts WHERE id = $1),
    'fediverse_profile', (SELECT json_build_object('username', username, 'name', name, 'about', summary, 'fields', fields)
        FROM actors WHERE account_id = $1 AND deleted_at IS NULL),
    'follows', (SELECT coalesce(json_agg(json_build_object('username', other.username, 'host', other.host,
            'name', other.name, 'since', follows.created_at) ORDER BY follows.created_at), '[]')
        FROM follows JOIN actors AS own ON own.id = follows.follower_id JOIN actors AS other ON other.id = follows.followed_id
        WHERE own.account_id = $1),
    'followed_by', (SELECT coalesce(json_agg(json_build_object('username', other.username, 'host', other.host,
            'since', follows.created_at) ORDER BY follows.created_at), '[]')
        FROM follows JOIN actors AS own ON own.id = follows.followed_id JOIN actors AS other ON other.id = follows.follower_id
        WHERE own.account_id = $1),
    'posts', (SELECT coalesce(json_agg(json_build_object('text', posts.source, 'written', posts.created_at)
            ORDER BY posts.created_at), '[]')
        FROM posts JOIN actors ON actors.id = posts.actor_id WHERE actors.account_id = $1 AND posts.deleted_at IS NULL),
    'chat', (SELECT coalesce(json_agg(json_build_object('show', shows.title, 'text', body, 'written', chat_messages.created_at)
            ORDER BY chat_messages.created_at), '[]')
        FROM chat_messages JOIN shows ON shows.id = show_id
        WHERE chat_messages.account_id = $1 AND chat_messages.deleted_at IS NULL),
    'artists_you_manage', (SELECT coalesce(json_agg(json_build_object('handle', handle, 'name', name, 'role', role,
            'since', artist_members.created_at)), '[]')
        FROM artist_members JOIN artists ON artists.id = artist_id WHERE account_id = $1),
    'favourites', (SELECT coalesce(json_agg(json_build_object('artist', artists.name, 'release', releases.title,
            'track', named.said, 'since', favourites.created_at) ORDER BY favourites.created_at), '[]')
        FROM favourites LEFT JOIN artists ON artists.id = favourites.artist_id
            LEFT JOIN releases ON releases.id = favourites.release_id LEFT JOIN named ON named.id = favourites.track_id
        WHERE account_id = $1),
    'ratings', (SELECT coalesce(json_agg(json_build_object('id', object_id, 'stars', stars, 'given', updated_at)), '[]')
        FROM ratings WHERE account_id = $1),
    'bookmarks', (SELECT coalesce(json_agg(json_build_object('track', named.said, 'position_ms', position_ms,
            'comment', comment, 'set', updated_at)), '[]')
        FROM bookmarks JOIN named ON named.id = track_id WHERE account_id = $1),
    'tags', (SELECT coalesce(json_agg(json_build_object('tag', tag, 'since', created_at) ORDER BY tag), '[]')
        FROM tag_follows WHERE account_id = $1),
    'playlists', (SELECT coalesce(json_agg(json_build_object('title', title, 'about', about, 'visibility', visibility,
            'made', created_at, 'tracks', (SELECT coalesce(json_agg(named.said ORDER BY position), '[]')
                FROM playlist_entries JOIN named ON named.id = track_id WHERE playlist_id = playlists.id))
            ORDER BY created_at), '[]')
        FROM playlists WHERE account_id = $1),
    'collection', (SELECT coalesce(json_agg(json_build_object('artist', artists.name, 'release', releases.title,
            'track', named.said, 'since', entitlements.created_at, 'taken_back', revoked_at)
            ORDER BY entitlements.created_at), '[]')
        FROM entitlements JOIN releases ON releases.id = entitlements.release_id
            JOIN artists ON artists.id = releases.artist_id LEFT JOIN named ON named.id = entitlements.track_id
        WHERE account_id = $1),
    'purchases', (SELECT coalesce(json_agg(json_build_object('what', title, 'email', email, 'currency', currency,
            'amount_minor', amount_minor, 'tax_minor', tax_minor, 'refunded_minor', refunded_minor, 'state', state,
            'country', country_said, 'note', note, 'invoice', invoice_number, 'begun', created_at, 'paid', completed_at)
            ORDER BY created_at), '[]')
        FROM purchases WHERE account_id = $1),
    'memberships', (SELECT coalesce(json_agg(json_build_object('artist', artists.name, 'tier', tiers.name,
            'interval', memberships.interval, 'currency', memberships.currency, 'amount_minor', amount_minor,
            'state', state, 'begun', started_at, 'ended', ended_at) ORDER BY memberships.created_at), '[]')
        FROM memberships JOIN tiers ON tiers.id = tier_id JOIN artists ON artists.id = memberships.artist_id
        WHERE account_id = $1),
    'letters', (SELECT coalesce(json_agg(json_build_object('artist', artists.name, 'email', email,
            'asked', consented_at, 'unsubscribed', unsubscribed_at)), '[]')
        FROM subscribers JOIN artists ON artists.id = artist_id WHERE account_id = $1),
    'sessions', (SELECT coalesce(json_agg(json_build_object('browser', user_agent, 'begun', created_at,
            'last_seen', last_seen_at)), '[]') FROM sessions WHERE account_id = $1),
    'apps', (SELECT coalesce(json_agg(json_build_object('name', name, 'made', created_at, 'last_used', last_used_at)), '[]')
        FROM app_passwords WHERE account_id = $1 AND revoked_at IS NULL),
    'api_tokens', (SELECT coalesce(json_agg(json_build_object('name', name, 'made', created_at, 'last_used', last_used_at)), '[]')
        FROM api_tokens WHERE account_id = $1 AND revoked_at IS NULL),
    'scrobbling', (SELECT json_build_object('server', base_url, 'user', user_name, 'since', created_at)
        FROM scrobblers WHERE account_id = $1)
)::text AS said
