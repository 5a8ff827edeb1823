CREATE TABLE releases (
    id uuid PRIMARY KEY,
    artist_id uuid NOT NULL REFERENCES artists ON DELETE CASCADE,
    slug text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,79}$'),
    title text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('album', 'ep', 'single', 'compilation', 'live')),
    about text NOT NULL DEFAULT '',
    genre text NOT NULL DEFAULT '',
    tags text[] NOT NULL DEFAULT '{}',
    language text NOT NULL DEFAULT '',
    place text NOT NULL DEFAULT '',
    label text NOT NULL DEFAULT '',
    catalogue_number text NOT NULL DEFAULT '',
    upc text NOT NULL DEFAULT '',
    licence text NOT NULL DEFAULT '',
    explicit boolean NOT NULL DEFAULT false,
    ai_declaration text NOT NULL DEFAULT '',
    price_mode text NOT NULL DEFAULT 'free' CHECK (price_mode IN ('free', 'fixed', 'minimum')),
    price_amount_minor bigint NOT NULL DEFAULT 0 CHECK (price_amount_minor >= 0),
    price_currency text NOT NULL DEFAULT 'EUR' CHECK (price_currency ~ '^[A-Z]{3}$'),
    release_date date,
    cover_id uuid REFERENCES images,
    private_key text UNIQUE,
    publish_at timestamptz,
    published_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (artist_id, slug)
);
CREATE INDEX releases_published ON releases (published_at DESC) WHERE published_at IS NOT NULL;
CREATE INDEX releases_tags ON releases USING gin (tags);

-- The terms an artist accepts with each publication; a change is a new version, never an edit.
CREATE TABLE terms (
    version integer PRIMARY KEY,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO terms (version, body) VALUES (1,
'By publishing this release you confirm that

- you made this music or hold the rights you need to publish it here, those of everybody credited included;
- the instance may store it, transcode it, stream it and offer it for download as you have set it up, for as long as it is published;
- the licence you chose applies to what listeners receive, and copies they already have stay theirs when you unpublish;
- what you declare about explicit content and about generated music is true.

You keep every right you have. You can unpublish at any time.');

CREATE TABLE terms_acceptances (
    id uuid PRIMARY KEY,
    release_id uuid NOT NULL REFERENCES releases ON DELETE CASCADE,
    account_id uuid REFERENCES accounts ON DELETE SET NULL,
    version integer NOT NULL REFERENCES terms,
    accepted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX terms_acceptances_release ON terms_acceptances (release_id);
