CREATE TABLE images (
    id uuid PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('cover', 'picture', 'header')),
    state text NOT NULL CHECK (state IN ('queued', 'ready', 'refused')),
    alt text NOT NULL DEFAULT '',
    refusal_code text,
    refusal_message text,
    width integer,
    height integer,
    hue1 smallint,
    hue2 smallint,
    blurhash text,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE artists (
    id uuid PRIMARY KEY,
    handle text NOT NULL UNIQUE CHECK (handle ~ '^[a-z0-9_]{2,30}$'),
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person', 'band', 'label')),
    bio text NOT NULL DEFAULT '',
    place text NOT NULL DEFAULT '',
    links jsonb NOT NULL DEFAULT '[]',
    picture_id uuid REFERENCES images,
    header_id uuid REFERENCES images,
    hue1 smallint NOT NULL DEFAULT 255,
    hue2 smallint NOT NULL DEFAULT 30,
    quota_bytes bigint CHECK (quota_bytes >= 0),
    suspended_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE artist_members (
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('owner', 'editor')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (artist_id, account_id)
);
CREATE INDEX artist_members_account ON artist_members (account_id);

CREATE TABLE roster_entries (
    label_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (label_id, artist_id),
    CHECK (label_id <> artist_id)
);
