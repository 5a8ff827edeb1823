SELECT date_trunc('month', t.occurred_at AT TIME ZONE 'UTC')::date AS month, t.currency,
       count(DISTINCT t.purchase_id) FILTER (WHERE t.kind = 'sale') AS sales,
       (-coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'buyer'), 0))::bigint AS gross_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'tax'), 0)::bigint AS tax_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'processor'), 0)::bigint AS processor_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'co_op'), 0)::bigint AS co_op_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'society'), 0)::bigint AS society_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'dispute'), 0)::bigint AS dispute_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.book IN ('artist', 'split')), 0)::bigint AS artists_minor
FROM ledger_transactions t
JOIN ledger_entries e ON e.transaction_id = t.id
GROUP BY 1, 2
ORDER BY 1 DESC, 2
