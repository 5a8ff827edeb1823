INSERT INTO posts (id, actor_id, uri, url, release_id, track_id, parent_id, content, summary, sensitive, language, visibility,
                   attachments, published_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, least($14, now()), $15)
ON CONFLICT (uri) DO UPDATE
SET url = excluded.url, content = excluded.content, summary = excluded.summary, sensitive = excluded.sensitive,
    language = excluded.language, visibility = excluded.visibility, attachments = excluded.attachments,
    updated_at = excluded.updated_at
WHERE posts.actor_id = excluded.actor_id
  AND posts.deleted_at IS NULL
  AND coalesce(excluded.updated_at, excluded.published_at) >= coalesce(posts.updated_at, posts.published_at)
RETURNING id, actor_id, uri, url, release_id, track_id, parent_id, attached_release_id, attached_track_id, image_id, source, content,
          summary, sensitive, language, visibility, attachments, published_at, updated_at, hidden_at, deleted_at, created_at,
          members_only
