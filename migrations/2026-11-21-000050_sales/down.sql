DROP TABLE orders, tax_rates, sandbox_objects, payment_events, ledger_entries, ledger_transactions, preview_plays, entitlements, invoice_numbers,
    purchase_disputes, purchases, sellers;
DROP FUNCTION ledger_sums_to_zero, ledger_is_written_once;
ALTER TABLE tracks DROP price_mode, DROP price_amount_minor;
ALTER TABLE encodings DROP preview_seconds, DROP preview_m4a_bytes, DROP preview_mp3_bytes;
ALTER TABLE releases DROP copies;
