-- What an admin decided about other servers; a block holds for everything below the domain.
CREATE TABLE domain_blocks (
    domain text PRIMARY KEY CHECK (domain = lower(domain)),
    severity text NOT NULL CHECK (severity IN ('noop', 'silence', 'suspend')),
    reject_media boolean NOT NULL DEFAULT false,
    reject_reports boolean NOT NULL DEFAULT false,
    public_comment text NOT NULL DEFAULT '',
    private_comment text NOT NULL DEFAULT '',
    obfuscate boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);
-- Whom an instance speaks to when it speaks only to those it allows.
CREATE TABLE domain_allows (
    domain text PRIMARY KEY CHECK (domain = lower(domain)),
    created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE instance ADD COLUMN allow_list boolean NOT NULL DEFAULT false;

-- A host as domain_blocks may name it: with its port, without, and every domain above: 'a.example.com:3000' is
-- {a.example.com:3000, a.example.com, example.com, com}.
CREATE FUNCTION domains_over(host text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_append(
        ARRAY(SELECT array_to_string(labels[n:], '.') FROM generate_subscripts(labels, 1) AS n), lower(host))
    FROM (SELECT string_to_array(regexp_replace(lower(host), ':[0-9]+$', ''), '.') AS labels) AS split
$$;
-- How the nearest block over a host is meant; null where there is none, and for a local actor, whose host is null.
CREATE FUNCTION severity_over(host text) RETURNS text LANGUAGE sql STABLE STRICT AS $$
    SELECT severity FROM domain_blocks WHERE domain = ANY (domains_over(host)) ORDER BY length(domain) DESC LIMIT 1
$$;
-- Whether nothing goes to a host and nothing of it is shown: it is suspended, or is not among those that are allowed.
CREATE FUNCTION host_is_refused(host text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT host IS NOT NULL AND (
        coalesce(severity_over(host) = 'suspend', false)
        OR (SELECT allow_list FROM instance) AND NOT EXISTS (
            SELECT 1 FROM domain_allows
            WHERE domain IN (lower(host), regexp_replace(lower(host), ':[0-9]+$', ''))))
$$;

-- A local artist or fan does not want to be reached, or only not to see.
CREATE TABLE actor_blocks (
    actor_id uuid NOT NULL REFERENCES actors ON DELETE CASCADE,
    target_id uuid NOT NULL REFERENCES actors ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('block', 'mute')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (actor_id, target_id, kind),
    CHECK (actor_id <> target_id)
);
CREATE INDEX actor_blocks_target ON actor_blocks (target_id);

CREATE TABLE reports (
    id uuid PRIMARY KEY,
    -- Who reports; for one from another server its instance actor.
    reporter_id uuid REFERENCES actors ON DELETE SET NULL,
    target_id uuid REFERENCES actors ON DELETE CASCADE,
    post_id uuid REFERENCES posts ON DELETE SET NULL,
    release_id uuid REFERENCES releases ON DELETE SET NULL,
    uri text UNIQUE,
    reason text NOT NULL DEFAULT '',
    -- Addresses that were named and are nothing we know.
    objects text[] NOT NULL DEFAULT '{}',
    resolved_at timestamptz,
    resolved_by uuid REFERENCES accounts ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX reports_open ON reports (id) WHERE resolved_at IS NULL;
