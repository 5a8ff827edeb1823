-- Notes that somebody wrote, here or elsewhere: an artist's posts, and comments on releases and tracks.
CREATE TABLE posts (
    id uuid PRIMARY KEY,
    actor_id uuid NOT NULL REFERENCES actors ON DELETE CASCADE,
    -- The id of a remote one; a local one's is made from its id.
    uri text UNIQUE,
    url text,
    -- What it is a comment on, however deep; none for a post of its own.
    release_id uuid REFERENCES releases ON DELETE CASCADE,
    track_id uuid REFERENCES tracks ON DELETE CASCADE,
    parent_id uuid REFERENCES posts ON DELETE SET NULL,
    -- What a local post has attached.
    attached_release_id uuid REFERENCES releases ON DELETE SET NULL,
    attached_track_id uuid REFERENCES tracks ON DELETE SET NULL,
    image_id uuid REFERENCES images,
    -- As it was typed here; empty for a remote one.
    source text NOT NULL DEFAULT '',
    -- HTML that is safe to show.
    content text NOT NULL,
    summary text NOT NULL DEFAULT '',
    sensitive boolean NOT NULL DEFAULT false,
    language text,
    visibility text NOT NULL CHECK (visibility IN ('public', 'unlisted', 'followers', 'direct')),
    -- [{kind: image|audio|video|other, url, media_type, name}, …] of a remote one.
    attachments jsonb NOT NULL DEFAULT '[]',
    published_at timestamptz NOT NULL,
    updated_at timestamptz,
    -- Hidden by the artist or an admin.
    hidden_at timestamptz,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX posts_release ON posts (release_id, id) WHERE release_id IS NOT NULL;
CREATE INDEX posts_track ON posts (track_id, id) WHERE track_id IS NOT NULL;
CREATE INDEX posts_actor ON posts (actor_id, published_at DESC);
CREATE INDEX posts_parent ON posts (parent_id);

CREATE TABLE mentions (
    post_id uuid NOT NULL REFERENCES posts ON DELETE CASCADE,
    actor_id uuid NOT NULL REFERENCES actors ON DELETE CASCADE,
    PRIMARY KEY (post_id, actor_id)
);
CREATE INDEX mentions_actor ON mentions (actor_id);

-- Likes and boosts of exactly one thing.
CREATE TABLE reactions (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('like', 'boost')),
    actor_id uuid NOT NULL REFERENCES actors ON DELETE CASCADE,
    release_id uuid REFERENCES releases ON DELETE CASCADE,
    track_id uuid REFERENCES tracks ON DELETE CASCADE,
    post_id uuid REFERENCES posts ON DELETE CASCADE,
    -- The id of the activity where it came from elsewhere.
    uri text UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (num_nonnulls(release_id, track_id, post_id) = 1),
    UNIQUE NULLS NOT DISTINCT (kind, actor_id, release_id, track_id, post_id)
);
CREATE INDEX reactions_release ON reactions (release_id, kind) WHERE release_id IS NOT NULL;
CREATE INDEX reactions_track ON reactions (track_id, kind) WHERE track_id IS NOT NULL;
CREATE INDEX reactions_post ON reactions (post_id, kind) WHERE post_id IS NOT NULL;

-- What the people behind a local actor should hear of.
CREATE TABLE notifications (
    id uuid PRIMARY KEY,
    actor_id uuid NOT NULL REFERENCES actors ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('follow', 'follow_request', 'like', 'boost', 'comment', 'mention', 'move')),
    from_actor_id uuid NOT NULL REFERENCES actors ON DELETE CASCADE,
    release_id uuid REFERENCES releases ON DELETE CASCADE,
    track_id uuid REFERENCES tracks ON DELETE CASCADE,
    post_id uuid REFERENCES posts ON DELETE CASCADE,
    read_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (actor_id, kind, from_actor_id, release_id, track_id, post_id)
);
CREATE INDEX notifications_from ON notifications (from_actor_id);
CREATE INDEX notifications_actor ON notifications (actor_id, id DESC);

-- Releases of other servers that somebody here follows or opened. They play from where they are.
CREATE TABLE remote_releases (
    id uuid PRIMARY KEY,
    actor_id uuid NOT NULL REFERENCES actors ON DELETE CASCADE,
    uri text NOT NULL UNIQUE,
    url text,
    title text NOT NULL,
    -- HTML that is safe to show.
    about text NOT NULL DEFAULT '',
    cover_url text,
    buy_url text,
    licence_url text,
    tags text[] NOT NULL DEFAULT '{}',
    -- [{uri, url, title, position, disc, duration_ms, audio_url, media_type}, …]
    tracks jsonb NOT NULL DEFAULT '[]',
    published_at timestamptz NOT NULL,
    fetched_at timestamptz NOT NULL,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX remote_releases_actor ON remote_releases (actor_id, published_at DESC);
CREATE INDEX remote_releases_tracks ON remote_releases USING gin (tracks jsonb_path_ops);
