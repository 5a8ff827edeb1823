INSERT INTO remote_releases (id, actor_id, uri, url, title, about, cover_url, buy_url, licence_url, tags, tracks, published_at,
                             fetched_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, least($12, now()), now())
ON CONFLICT (uri) DO UPDATE
SET url = excluded.url, title = excluded.title, about = excluded.about, cover_url = excluded.cover_url,
    buy_url = excluded.buy_url, licence_url = excluded.licence_url, tags = excluded.tags, tracks = excluded.tracks,
    published_at = excluded.published_at, fetched_at = excluded.fetched_at, deleted_at = NULL
WHERE remote_releases.actor_id = excluded.actor_id
