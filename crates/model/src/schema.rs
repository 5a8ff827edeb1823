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
        history_paused -> Bool,
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
        allow_list -> Bool,
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
        copies -> Nullable<Int4>,
        members_only -> Bool,
        first_published_at -> Nullable<Timestamptz>,
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
        price_mode -> Nullable<Text>,
        price_amount_minor -> Int8,
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
        preview_seconds -> Nullable<Int4>,
        preview_m4a_bytes -> Nullable<Int8>,
        preview_mp3_bytes -> Nullable<Int8>,
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
        progress -> Float4,
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

diesel::table! {
    actors (id) {
        id -> Uuid,
        kind -> Text,
        username -> Text,
        artist_id -> Nullable<Uuid>,
        account_id -> Nullable<Uuid>,
        service -> Nullable<Text>,
        uri -> Nullable<Text>,
        host -> Nullable<Text>,
        name -> Text,
        summary -> Text,
        url -> Nullable<Text>,
        icon_url -> Nullable<Text>,
        image_url -> Nullable<Text>,
        fields -> Jsonb,
        inbox -> Nullable<Text>,
        shared_inbox -> Nullable<Text>,
        outbox -> Nullable<Text>,
        followers -> Nullable<Text>,
        featured -> Nullable<Text>,
        also_known_as -> Array<Text>,
        moved_to -> Nullable<Text>,
        manually_approves -> Bool,
        followers_hidden -> Bool,
        discoverable -> Bool,
        public_keys -> Jsonb,
        fetched_at -> Nullable<Timestamptz>,
        published_at -> Nullable<Timestamptz>,
        suspended_at -> Nullable<Timestamptz>,
        deleted_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    actor_keys (id) {
        id -> Uuid,
        actor_id -> Uuid,
        rsa_private -> Bytea,
        rsa_public_pem -> Text,
        ed25519_private -> Bytea,
        ed25519_multibase -> Text,
        created_at -> Timestamptz,
        retired_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    follows (id) {
        id -> Uuid,
        follower_id -> Uuid,
        followed_id -> Uuid,
        uri -> Nullable<Text>,
        state -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    activities (id) {
        id -> Uuid,
        actor_id -> Uuid,
        kind -> Text,
        object -> Text,
        event -> Nullable<Text>,
        body -> Jsonb,
        is_public -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    peers (host) {
        host -> Text,
        software -> Nullable<Text>,
        software_version -> Nullable<Text>,
        inspected_at -> Nullable<Timestamptz>,
        failures -> Int4,
        failing_since -> Nullable<Timestamptz>,
        next_attempt_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        last_delivered_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    deliveries (id) {
        id -> Uuid,
        activity_id -> Uuid,
        inbox -> Text,
        host -> Text,
        object -> Text,
        state -> Text,
        attempts -> Int4,
        next_attempt_at -> Timestamptz,
        leased_until -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        created_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    dead_inboxes (inbox) {
        inbox -> Text,
        died_at -> Timestamptz,
    }
}

diesel::table! {
    received_activities (host, uri) {
        host -> Text,
        uri -> Text,
        received_at -> Timestamptz,
    }
}

diesel::table! {
    posts (id) {
        id -> Uuid,
        actor_id -> Uuid,
        uri -> Nullable<Text>,
        url -> Nullable<Text>,
        release_id -> Nullable<Uuid>,
        track_id -> Nullable<Uuid>,
        parent_id -> Nullable<Uuid>,
        attached_release_id -> Nullable<Uuid>,
        attached_track_id -> Nullable<Uuid>,
        image_id -> Nullable<Uuid>,
        source -> Text,
        content -> Text,
        summary -> Text,
        sensitive -> Bool,
        language -> Nullable<Text>,
        visibility -> Text,
        attachments -> Jsonb,
        published_at -> Timestamptz,
        updated_at -> Nullable<Timestamptz>,
        hidden_at -> Nullable<Timestamptz>,
        deleted_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        members_only -> Bool,
    }
}

diesel::table! {
    mentions (post_id, actor_id) {
        post_id -> Uuid,
        actor_id -> Uuid,
    }
}

diesel::table! {
    reactions (id) {
        id -> Uuid,
        kind -> Text,
        actor_id -> Uuid,
        release_id -> Nullable<Uuid>,
        track_id -> Nullable<Uuid>,
        post_id -> Nullable<Uuid>,
        uri -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    notifications (id) {
        id -> Uuid,
        actor_id -> Uuid,
        kind -> Text,
        from_actor_id -> Uuid,
        release_id -> Nullable<Uuid>,
        track_id -> Nullable<Uuid>,
        post_id -> Nullable<Uuid>,
        read_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        remote_release_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    remote_releases (id) {
        id -> Uuid,
        actor_id -> Uuid,
        uri -> Text,
        url -> Nullable<Text>,
        title -> Text,
        about -> Text,
        cover_url -> Nullable<Text>,
        buy_url -> Nullable<Text>,
        licence_url -> Nullable<Text>,
        tags -> Array<Text>,
        tracks -> Jsonb,
        published_at -> Timestamptz,
        fetched_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    domain_blocks (domain) {
        domain -> Text,
        severity -> Text,
        reject_media -> Bool,
        reject_reports -> Bool,
        public_comment -> Text,
        private_comment -> Text,
        obfuscate -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    domain_allows (domain) {
        domain -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    actor_blocks (actor_id, target_id, kind) {
        actor_id -> Uuid,
        target_id -> Uuid,
        kind -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    reports (id) {
        id -> Uuid,
        reporter_id -> Nullable<Uuid>,
        target_id -> Nullable<Uuid>,
        post_id -> Nullable<Uuid>,
        release_id -> Nullable<Uuid>,
        uri -> Nullable<Text>,
        reason -> Text,
        objects -> Array<Text>,
        resolved_at -> Nullable<Timestamptz>,
        resolved_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    sellers (artist_id) {
        artist_id -> Uuid,
        currency -> Text,
        country -> Text,
        legal_name -> Text,
        address -> Text,
        charges_tax -> Bool,
        tax_number -> Text,
        society -> Text,
        society_bp -> Int4,
        takes_tips -> Bool,
        preview -> Text,
        preview_plays -> Int4,
        provider -> Nullable<Text>,
        provider_account -> Nullable<Text>,
        charges_enabled -> Bool,
        payouts_enabled -> Bool,
        missing -> Array<Text>,
        checked_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        events_asked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    purchases (id) {
        id -> Uuid,
        artist_id -> Uuid,
        kind -> Text,
        release_id -> Nullable<Uuid>,
        track_id -> Nullable<Uuid>,
        membership_id -> Nullable<Uuid>,
        account_id -> Nullable<Uuid>,
        email -> Text,
        title -> Text,
        state -> Text,
        currency -> Text,
        amount_minor -> Int8,
        tax_minor -> Int8,
        tax_rate_bp -> Int4,
        co_op_fee_minor -> Int8,
        society_minor -> Int8,
        processor_fee_minor -> Nullable<Int8>,
        refunded_minor -> Int8,
        country_said -> Text,
        country_billing -> Text,
        country_card -> Text,
        consented_at -> Nullable<Timestamptz>,
        wants_letters -> Bool,
        note -> Text,
        provider -> Text,
        provider_account -> Text,
        checkout_id -> Nullable<Text>,
        payment_id -> Nullable<Text>,
        invoice_number -> Nullable<Text>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        completed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    invoice_numbers (artist_id, year) {
        artist_id -> Uuid,
        year -> Int4,
        last -> Int4,
    }
}

diesel::table! {
    purchase_disputes (purchase_id, dispute_id) {
        purchase_id -> Uuid,
        dispute_id -> Text,
        state -> Text,
        amount_minor -> Int8,
        fee_minor -> Int8,
    }
}

diesel::table! {
    entitlements (id) {
        id -> Uuid,
        purchase_id -> Nullable<Uuid>,
        download_code_id -> Nullable<Uuid>,
        account_id -> Nullable<Uuid>,
        email -> Text,
        release_id -> Uuid,
        track_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    preview_plays (listener, track_id) {
        listener -> Bytea,
        track_id -> Uuid,
        plays -> Int4,
        last_at -> Timestamptz,
    }
}

diesel::table! {
    ledger_transactions (id) {
        id -> Uuid,
        kind -> Text,
        purchase_id -> Uuid,
        currency -> Text,
        occurred_at -> Timestamptz,
    }
}

diesel::table! {
    ledger_entries (transaction_id, line) {
        transaction_id -> Uuid,
        line -> Int4,
        book -> Text,
        artist_id -> Nullable<Uuid>,
        amount_minor -> Int8,
    }
}

diesel::table! {
    payment_events (provider, event_id) {
        provider -> Text,
        event_id -> Text,
        account -> Text,
        kind -> Text,
        subject -> Text,
        object_id -> Text,
        received_at -> Timestamptz,
        processed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    sandbox_objects (id) {
        id -> Text,
        value -> Jsonb,
        version -> Int8,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    tax_rates (country, starts_on) {
        country -> Text,
        starts_on -> Date,
        rate_bp -> Int4,
    }
}

diesel::table! {
    tiers (id) {
        id -> Uuid,
        artist_id -> Uuid,
        name -> Text,
        about -> Text,
        position -> Int4,
        currency -> Text,
        monthly_minor -> Nullable<Int8>,
        yearly_minor -> Nullable<Int8>,
        includes_releases -> Bool,
        includes_members_only -> Bool,
        includes_live -> Bool,
        discount_bp -> Int4,
        early_days -> Int4,
        trial_days -> Int4,
        archived_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    memberships (id) {
        id -> Uuid,
        tier_id -> Uuid,
        artist_id -> Uuid,
        account_id -> Nullable<Uuid>,
        interval -> Text,
        state -> Text,
        amount_minor -> Int8,
        currency -> Text,
        country_said -> Text,
        consented_at -> Nullable<Timestamptz>,
        wants_letters -> Bool,
        period_ends_at -> Nullable<Timestamptz>,
        trial_ends_at -> Nullable<Timestamptz>,
        ends_at_period -> Bool,
        co_op_fee_bp -> Int4,
        changes -> Int4,
        renewal_noticed_for -> Nullable<Timestamptz>,
        past_due_noticed_for -> Nullable<Timestamptz>,
        provider -> Text,
        provider_account -> Text,
        checkout_id -> Nullable<Text>,
        subscription_id -> Nullable<Text>,
        customer_id -> Nullable<Text>,
        observed_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        started_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    code_batches (id) {
        id -> Uuid,
        artist_id -> Uuid,
        release_id -> Uuid,
        name -> Text,
        expires_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    download_codes (id) {
        id -> Uuid,
        batch_id -> Uuid,
        code -> Text,
        redeemed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    splits (id) {
        id -> Uuid,
        artist_id -> Uuid,
        release_id -> Uuid,
        track_id -> Nullable<Uuid>,
        payee_id -> Uuid,
        share_bp -> Int4,
        reason -> Text,
        state -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        answered_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    purchase_shares (purchase_id, split_id) {
        purchase_id -> Uuid,
        split_id -> Uuid,
        payee_id -> Uuid,
        share_bp -> Int4,
        parts -> Int4,
    }
}

diesel::table! {
    subscribers (id) {
        id -> Uuid,
        artist_id -> Uuid,
        email -> Text,
        account_id -> Nullable<Uuid>,
        source -> Text,
        consented_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        unsubscribed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    letters (id) {
        id -> Uuid,
        artist_id -> Uuid,
        audience -> Text,
        release_id -> Nullable<Uuid>,
        subject -> Text,
        body -> Text,
        sent_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    letter_copies (letter_id, subscriber_id) {
        letter_id -> Uuid,
        subscriber_id -> Uuid,
        sent_at -> Nullable<Timestamptz>,
        tries -> Int4,
        next_at -> Timestamptz,
        refused_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    costs (id) {
        id -> Uuid,
        month -> Date,
        what -> Text,
        currency -> Text,
        amount_minor -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    orders (purchase_id) {
        purchase_id -> Uuid,
        browser -> Text,
    }
}

diesel::table! {
    shows (id) {
        id -> Uuid,
        artist_id -> Uuid,
        kind -> Text,
        slug -> Text,
        title -> Text,
        about -> Text,
        image_id -> Nullable<Uuid>,
        starts_at -> Nullable<Timestamptz>,
        ends_at -> Nullable<Timestamptz>,
        gate -> Text,
        password_hash -> Nullable<Text>,
        ticket_minor -> Nullable<Int8>,
        ticket_currency -> Nullable<Text>,
        sessions_at_once -> Int4,
        chat -> Text,
        slow_mode_seconds -> Int4,
        allows_takeover -> Bool,
        records -> Bool,
        replays -> Bool,
        announces -> Bool,
        post_after -> Text,
        post_id -> Nullable<Uuid>,
        started_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        cancelled_at -> Nullable<Timestamptz>,
        recording_release_id -> Nullable<Uuid>,
        playing_title -> Text,
        playing_artist -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    stream_keys (id) {
        id -> Uuid,
        artist_id -> Uuid,
        show_id -> Nullable<Uuid>,
        name -> Text,
        key_hash -> Bytea,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    live_workers (id) {
        id -> Uuid,
        address -> Text,
        devices -> Jsonb,
        heard_at -> Timestamptz,
    }
}

diesel::table! {
    show_leases (show_id) {
        show_id -> Uuid,
        worker_id -> Uuid,
        epoch -> Int8,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    show_runs (id) {
        id -> Uuid,
        show_id -> Uuid,
        number -> Int4,
        source -> Text,
        client -> Text,
        content_type -> Text,
        began_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        end_reason -> Text,
    }
}

diesel::table! {
    show_segments (show_id, number) {
        show_id -> Uuid,
        number -> Int8,
        run_number -> Int4,
        begins_at -> Timestamptz,
        frames -> Int4,
        renditions -> Jsonb,
        recording_bytes -> Nullable<Int8>,
    }
}

diesel::table! {
    show_marks (id) {
        id -> Uuid,
        show_id -> Uuid,
        at_ms -> Int8,
        title -> Text,
        artist_name -> Text,
        origin -> Text,
        track_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    rotations (show_id) {
        show_id -> Uuid,
        mode -> Text,
        crossfade_ms -> Int4,
        idents_every -> Int4,
        time_zone -> Text,
        enabled -> Bool,
    }
}

diesel::table! {
    rotation_tracks (show_id, is_ident, position) {
        show_id -> Uuid,
        position -> Int4,
        track_id -> Uuid,
        is_ident -> Bool,
    }
}

diesel::table! {
    rotation_hours (show_id, weekday, from_minute) {
        show_id -> Uuid,
        weekday -> Int2,
        from_minute -> Int2,
        until_minute -> Int2,
    }
}

diesel::table! {
    show_relays (id) {
        id -> Uuid,
        show_id -> Uuid,
        address -> Text,
        state -> Text,
        problem -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    chat_messages (id) {
        id -> Uuid,
        show_id -> Uuid,
        kind -> Text,
        account_id -> Nullable<Uuid>,
        guest -> Nullable<Bytea>,
        post_id -> Nullable<Uuid>,
        purchase_id -> Nullable<Uuid>,
        name -> Text,
        body -> Text,
        created_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        deleted_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    chat_bans (id) {
        id -> Uuid,
        artist_id -> Uuid,
        kind -> Text,
        account_id -> Nullable<Uuid>,
        guest -> Nullable<Bytea>,
        name -> Text,
        until -> Nullable<Timestamptz>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    chat_words (artist_id, word) {
        artist_id -> Uuid,
        word -> Text,
    }
}

diesel::table! {
    chat_moderators (artist_id, account_id) {
        artist_id -> Uuid,
        account_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    show_sessions (id) {
        id -> Uuid,
        show_id -> Uuid,
        delivery -> Text,
        client -> Text,
        country -> Text,
        pass -> Nullable<Bytea>,
        began_at -> Timestamptz,
        heard_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    tickets (purchase_id) {
        purchase_id -> Uuid,
        show_id -> Uuid,
    }
}

diesel::table! {
    favourites (id) {
        id -> Uuid,
        account_id -> Uuid,
        artist_id -> Nullable<Uuid>,
        release_id -> Nullable<Uuid>,
        track_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    ratings (account_id, object_id) {
        account_id -> Uuid,
        object_id -> Uuid,
        stars -> Int2,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    playlists (id) {
        id -> Uuid,
        account_id -> Uuid,
        title -> Text,
        about -> Text,
        visibility -> Text,
        invite_key -> Nullable<Text>,
        version -> Int8,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        shared_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    playlist_members (playlist_id, account_id) {
        playlist_id -> Uuid,
        account_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    playlist_entries (id) {
        id -> Uuid,
        playlist_id -> Uuid,
        position -> Int4,
        track_id -> Uuid,
        added_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    tag_follows (account_id, tag) {
        account_id -> Uuid,
        tag -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    plays (id) {
        id -> Uuid,
        track_id -> Uuid,
        listener -> Bytea,
        source -> Text,
        device -> Text,
        rung -> Text,
        started_at -> Timestamptz,
        heard_at -> Timestamptz,
        counted_at -> Nullable<Timestamptz>,
        listened_at -> Nullable<Timestamptz>,
        is_own -> Bool,
        start_delay_ms -> Nullable<Int4>,
        heard_ms -> Int8,
        reached_ms -> Int8,
        ending -> Nullable<Text>,
        stalls -> Int4,
        stall_ms -> Int8,
        summed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    play_sums (day, track_id, source, device, rung) {
        day -> Date,
        track_id -> Uuid,
        source -> Text,
        device -> Text,
        rung -> Text,
        starts -> Int8,
        plays -> Int8,
        completed -> Int8,
        skipped -> Int8,
        heard_ms -> Int8,
        stalls -> Int8,
        stall_ms -> Int8,
        delays -> Int8,
        start_delay_ms -> Int8,
    }
}

diesel::table! {
    listener_sums (day, object_id) {
        day -> Date,
        object_id -> Uuid,
        listeners -> Int8,
    }
}

diesel::table! {
    leave_sums (track_id, day, hundredth) {
        track_id -> Uuid,
        day -> Date,
        hundredth -> Int2,
        listens -> Int8,
    }
}

diesel::table! {
    history_entries (id) {
        id -> Uuid,
        account_id -> Uuid,
        track_id -> Uuid,
        source -> Text,
        played_at -> Timestamptz,
    }
}

diesel::table! {
    scrobblers (account_id) {
        account_id -> Uuid,
        base_url -> Text,
        token_sealed -> Bytea,
        user_name -> Text,
        last_error -> Text,
        last_delivered_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    scrobbles (id) {
        id -> Uuid,
        account_id -> Uuid,
        track_id -> Uuid,
        listened_at -> Timestamptz,
        attempts -> Int4,
        next_attempt_at -> Timestamptz,
    }
}

diesel::table! {
    search_changes (id) {
        id -> Int8,
        kind -> Text,
        object_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    search_rebuilds (id) {
        id -> Int8,
        asked_at -> Timestamptz,
        begun_at -> Nullable<Timestamptz>,
        done -> Int8,
        total -> Int8,
        ended_at -> Nullable<Timestamptz>,
        error -> Text,
    }
}

diesel::table! {
    app_passwords (id) {
        id -> Uuid,
        account_id -> Uuid,
        name -> Text,
        sealed -> Bytea,
        key_hash -> Bytea,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
        last_client -> Text,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    bookmarks (account_id, track_id) {
        account_id -> Uuid,
        track_id -> Uuid,
        position_ms -> Int8,
        comment -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    play_queues (account_id) {
        account_id -> Uuid,
        track_ids -> Array<Uuid>,
        current -> Nullable<Int4>,
        position_ms -> Int8,
        playing -> Bool,
        device_id -> Text,
        device_name -> Text,
        version -> Int8,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    feed_keys (id) {
        id -> Uuid,
        account_id -> Uuid,
        artist_id -> Uuid,
        key_hash -> Bytea,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::joinable!(releases -> artists (artist_id));
diesel::joinable!(tracks -> releases (release_id));
diesel::joinable!(shows -> artists (artist_id));
diesel::joinable!(tickets -> purchases (purchase_id));
diesel::joinable!(tickets -> shows (show_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(api_tokens -> accounts (account_id));
diesel::joinable!(app_passwords -> accounts (account_id));
diesel::joinable!(artist_members -> artists (artist_id));
diesel::joinable!(artist_members -> accounts (account_id));
diesel::joinable!(renditions -> encodings (encoding_id));
diesel::joinable!(downloads -> tracks (track_id));
diesel::joinable!(actors -> artists (artist_id));
diesel::joinable!(actors -> accounts (account_id));
diesel::joinable!(actor_keys -> actors (actor_id));
diesel::joinable!(activities -> actors (actor_id));
diesel::joinable!(deliveries -> activities (activity_id));
diesel::joinable!(posts -> actors (actor_id));
diesel::joinable!(mentions -> posts (post_id));
diesel::joinable!(mentions -> actors (actor_id));
diesel::joinable!(reactions -> actors (actor_id));
diesel::joinable!(remote_releases -> actors (actor_id));
diesel::joinable!(sellers -> artists (artist_id));
diesel::joinable!(purchases -> artists (artist_id));
diesel::joinable!(entitlements -> releases (release_id));
diesel::joinable!(playlists -> accounts (account_id));
diesel::joinable!(playlist_entries -> accounts (added_by));
diesel::joinable!(playlist_entries -> tracks (track_id));
diesel::joinable!(playlist_members -> accounts (account_id));
diesel::joinable!(preview_plays -> tracks (track_id));
diesel::joinable!(history_entries -> tracks (track_id));
diesel::joinable!(scrobbles -> scrobblers (account_id));
diesel::joinable!(scrobbles -> tracks (track_id));
diesel::joinable!(ledger_entries -> ledger_transactions (transaction_id));
diesel::joinable!(ledger_transactions -> purchases (purchase_id));
diesel::joinable!(tiers -> artists (artist_id));
diesel::joinable!(memberships -> tiers (tier_id));
diesel::joinable!(memberships -> artists (artist_id));
diesel::joinable!(memberships -> accounts (account_id));
diesel::joinable!(download_codes -> code_batches (batch_id));
diesel::joinable!(splits -> releases (release_id));
diesel::joinable!(letter_copies -> subscribers (subscriber_id));
diesel::joinable!(subscribers -> artists (artist_id));
diesel::joinable!(feed_keys -> accounts (account_id));
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
    terms_acceptances,
    actors,
    actor_keys,
    follows,
    activities,
    peers,
    deliveries,
    dead_inboxes,
    received_activities,
    posts,
    mentions,
    reactions,
    notifications,
    remote_releases,
    domain_blocks,
    domain_allows,
    actor_blocks,
    reports,
    sellers,
    purchases,
    purchase_disputes,
    purchase_shares,
    invoice_numbers,
    entitlements,
    preview_plays,
    ledger_transactions,
    ledger_entries,
    payment_events,
    sandbox_objects,
    tiers,
    memberships,
    code_batches,
    download_codes,
    splits,
    subscribers,
    letters,
    letter_copies,
    shows,
    stream_keys,
    live_workers,
    show_leases,
    show_runs,
    show_segments,
    show_marks,
    rotations,
    rotation_tracks,
    rotation_hours,
    show_relays,
    chat_messages,
    chat_bans,
    chat_words,
    chat_moderators,
    show_sessions,
    tickets,
    favourites,
    ratings,
    playlists,
    playlist_members,
    playlist_entries,
    tag_follows,
    plays,
    play_sums,
    listener_sums,
    leave_sums,
    history_entries,
    scrobblers,
    scrobbles,
    search_changes,
    search_rebuilds,
    app_passwords,
    bookmarks,
    play_queues,
    feed_keys,
);
