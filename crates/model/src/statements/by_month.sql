SELECT date_trunc('month', t.occurred_at AT TIME ZONE 'UTC')::date AS month, t.currency,
       sum(e.amount_minor)::bigint AS earned_minor,
       count(DISTINCT t.purchase_id) FILTER (WHERE t.kind = 'sale') AS sales
FROM ledger_transactions t
JOIN ledger_entries e ON e.transaction_id = t.id
WHERE e.artist_id = $1 AND ($2::timestamptz IS NULL OR t.occurred_at >= $2)
GROUP BY 1, 2
ORDER BY 1 DESC, 2
