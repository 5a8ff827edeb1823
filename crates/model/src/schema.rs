//! The tables as diesel sees them. A test compares this file with a migrated database.

diesel::table! {
    accounts (id) {
        id -> Uuid,
        email -> Text,
        name -> Text,
        password_hash -> Text,
        is_admin -> Bool,
        confirmed_at -> Nullable<Timestamptz>,
        approved_at -> Nullable<Timestamptz>,
        suspended_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    account_links (id) {
        id -> Uuid,
        account_id -> Nullable<Uuid>,
        purpose -> Text,
        token_hash -> Bytea,
        new_email -> Nullable<Text>,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        account_id -> Uuid,
        token_hash -> Bytea,
        user_agent -> Text,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> Uuid,
        account_id -> Uuid,
        name -> Text,
        scope -> Text,
        token_hash -> Bytea,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    throttles (key) {
        key -> Bytea,
        attempts -> Int4,
        window_ends_at -> Timestamptz,
    }
}

diesel::table! {
    instance (singleton) {
        singleton -> Bool,
        registration -> Nullable<Text>,
        seed_progress -> Nullable<Int4>,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    secrets (name) {
        name -> Text,
        value -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    images (id) {
        id -> Uuid,
        purpose -> Text,
        state -> Text,
        alt -> Text,
        refusal_code -> Nullable<Text>,
        refusal_message -> Nullable<Text>,
        width -> Nullable<Int4>,
        height -> Nullable<Int4>,
        hue1 -> Nullable<Int2>,
        hue2 -> Nullable<Int2>,
        blurhash -> Nullable<Text>,
        created_at -> Timestamptz,
        sha256 -> Nullable<Bytea>,
    }
}

diesel::table! {
    artists (id) {
        id -> Uuid,
        handle -> Text,
        name -> Text,
        kind -> Text,
        bio -> Text,
        place -> Text,
        links -> Jsonb,
        picture_id -> Nullable<Uuid>,
        header_id -> Nullable<Uuid>,
        hue1 -> Int2,
        hue2 -> Int2,
        quota_bytes -> Nullable<Int8>,
        suspended_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    artist_members (artist_id, account_id) {
        artist_id -> Uuid,
        account_id -> Uuid,
        role -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    roster_entries (label_id, artist_id) {
        label_id -> Uuid,
        artist_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    releases (id) {
        id -> Uuid,
        artist_id -> Uuid,
        slug -> Text,
        title -> Text,
        kind -> Text,
        about -> Text,
        genre -> Text,
        tags -> Array<Text>,
        language -> Text,
        place -> Text,
        label -> Text,
        catalogue_number -> Text,
        upc -> Text,
        licence -> Text,
        explicit -> Bool,
        ai_declaration -> Text,
        price_mode -> Text,
        price_amount_minor -> Int8,
        price_currency -> Text,
        release_date -> Nullable<Date>,
        cover_id -> Nullable<Uuid>,
        private_key -> Nullable<Text>,
        publish_at -> Nullable<Timestamptz>,
        published_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        loudness_lufs -> Nullable<Float8>,
        true_peak_dbtp -> Nullable<Float8>,
        title_is_guess -> Bool,
    }
}

diesel::table! {
    terms (version) {
        version -> Int4,
        body -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    terms_acceptances (id) {
        id -> Uuid,
        release_id -> Uuid,
        account_id -> Nullable<Uuid>,
        version -> Int4,
        accepted_at -> Timestamptz,
    }
}

diesel::table! {
    tracks (id) {
        id -> Uuid,
        release_id -> Uuid,
        position -> Int4,
        slug -> Text,
        title -> Text,
        artist_name -> Text,
        isrc -> Text,
        explicit -> Bool,
        lyrics -> Text,
        lyrics_synced -> Text,
        filename -> Text,
        state -> Text,
        progress -> Float4,
        refusal_code -> Nullable<Text>,
        refusal_message -> Nullable<Text>,
        refusal_at_ms -> Nullable<Int8>,
        upload_id -> Nullable<Uuid>,
        master_id -> Nullable<Uuid>,
        encoding_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    masters (id) {
        id -> Uuid,
        track_id -> Uuid,
        artist_id -> Uuid,
        filename -> Text,
        extension -> Text,
        bytes -> Int8,
        sha256 -> Bytea,
        container -> Text,
        codec -> Text,
        lossless -> Bool,
        sample_rate -> Int4,
        channels -> Int2,
        bits -> Nullable<Int2>,
        frames -> Int8,
        duration_ms -> Int8,
        tags -> Jsonb,
        created_at -> Timestamptz,
        bitrate_kbps -> Nullable<Int4>,
        notices -> Jsonb,
    }
}

diesel::table! {
    same_recordings (master_id, other_id) {
        master_id -> Uuid,
        other_id -> Uuid,
    }
}

diesel::table! {
    encodings (id) {
        id -> Uuid,
        track_id -> Uuid,
        master_id -> Uuid,
        frames -> Int8,
        sample_rate -> Int4,
        priming -> Int4,
        loudness_lufs -> Nullable<Float8>,
        true_peak_dbtp -> Nullable<Float8>,
        waveform -> Bytea,
        progressive_m4a_bytes -> Int8,
        progressive_mp3_bytes -> Int8,
        created_at -> Timestamptz,
        completed_at -> Nullable<Timestamptz>,
        start -> Int8,
        previous_master_id -> Nullable<Uuid>,
        next_master_id -> Nullable<Uuid>,
        cuts -> Jsonb,
        loudness_blocks -> Nullable<Jsonb>,
        fingerprint -> Nullable<Bytea>,
        progressive_m4a_sha256 -> Nullable<Bytea>,
        progressive_mp3_sha256 -> Nullable<Bytea>,
        outdated_at -> Nullable<Timestamptz>,
        replaced_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    renditions (encoding_id, rung) {
        encoding_id -> Uuid,
        rung -> Text,
        codec -> Text,
        average_bandwidth -> Int4,
        peak_bandwidth -> Int4,
        bytes -> Int8,
        segments -> Jsonb,
        sample_rate -> Int4,
        priming -> Int4,
        sha256 -> Nullable<Bytea>,
    }
}

diesel::table! {
    credits (id) {
        id -> Uuid,
        release_id -> Uuid,
        track_id -> Nullable<Uuid>,
        position -> Int4,
        name -> Text,
        role -> Text,
    }
}

diesel::table! {
    downloads (id) {
        id -> Uuid,
        track_id -> Uuid,
        format -> Text,
        fingerprint -> Text,
        state -> Text,
        bytes -> Int8,
        created_at -> Timestamptz,
        master_id -> Nullable<Uuid>,
        crc32 -> Nullable<Int8>,
        changed_at -> Timestamptz,
        used_at -> Timestamptz,
    }
}

diesel::table! {
    extras (id) {
        id -> Uuid,
        release_id -> Uuid,
        artist_id -> Uuid,
        position -> Int4,
        filename -> Text,
        description -> Text,
        kind -> Text,
        media_type -> Text,
        extension -> Text,
        bytes -> Int8,
        sha256 -> Bytea,
        crc32 -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    uploads (id) {
        id -> Uuid,
        account_id -> Uuid,
        artist_id -> Uuid,
        release_id -> Uuid,
        track_id -> Nullable<Uuid>,
        filename -> Text,
        position -> Nullable<Int4>,
        bytes_total -> Int8,
        completed_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::joinable!(releases -> artists (artist_id));
diesel::joinable!(tracks -> releases (release_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(api_tokens -> accounts (account_id));
diesel::joinable!(artist_members -> artists (artist_id));
diesel::joinable!(artist_members -> accounts (account_id));
diesel::joinable!(renditions -> encodings (encoding_id));
diesel::joinable!(downloads -> tracks (track_id));
diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    sessions,
    api_tokens,
    artist_members,
    artists,
    releases,
    tracks,
    masters,
    same_recordings,
    encodings,
    renditions,
    credits,
    downloads,
    extras,
    uploads,
    images,
    roster_entries,
    terms,
    terms_acceptances
);
