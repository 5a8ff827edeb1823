SELECT t.id AS transaction_id, p.id AS purchase_id, t.occurred_at, t.kind, p.kind AS purchase_kind, p.title,
       CASE WHEN p.artist_id = $1 THEN coalesce(p.invoice_number, '') ELSE '' END AS invoice_number,
       coalesce(nullif(p.country_said, ''), nullif(p.country_billing, ''), p.country_card) AS country,
       p.artist_id = $1 AS is_own, seller.name AS seller, t.currency,
       (-coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'buyer' AND p.artist_id = $1), 0))::bigint AS gross_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'tax' AND p.artist_id = $1), 0)::bigint AS tax_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'processor' AND p.artist_id = $1), 0)::bigint AS processor_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'co_op' AND p.artist_id = $1), 0)::bigint AS co_op_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'society' AND p.artist_id = $1), 0)::bigint AS society_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'dispute' AND p.artist_id = $1), 0)::bigint AS dispute_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'split' AND p.artist_id = $1), 0)::bigint AS split_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.artist_id = $1), 0)::bigint AS earned_minor
FROM ledger_transactions t
JOIN purchases p ON p.id = t.purchase_id
JOIN artists seller ON seller.id = p.artist_id
JOIN ledger_entries e ON e.transaction_id = t.id
WHERE t.occurred_at >= $2 AND t.occurred_at < $3
  AND (p.artist_id = $1
       OR EXISTS (SELECT FROM ledger_entries mine WHERE mine.transaction_id = t.id AND mine.artist_id = $1))
GROUP BY t.id, p.id, seller.id
ORDER BY t.occurred_at, t.id
