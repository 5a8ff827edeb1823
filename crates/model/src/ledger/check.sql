SELECT t.purchase_id, 'A transaction of the ledger does not sum to zero.' AS what
FROM ledger_transactions t LEFT JOIN ledger_entries e ON e.transaction_id = t.id
GROUP BY t.id HAVING coalesce(sum(e.amount_minor), 0) <> 0 OR count(e.line) = 0
UNION ALL
SELECT t.purchase_id, 'A transaction of the ledger is in another currency than the purchase.'
FROM ledger_transactions t JOIN purchases p ON p.id = t.purchase_id
WHERE t.currency <> p.currency AND t.kind NOT IN ('refused', 'returned')
UNION ALL
SELECT p.id, 'The ledger knows it, but nobody paid for it.'
FROM purchases p
WHERE p.completed_at IS NULL
  AND EXISTS (SELECT 1 FROM ledger_transactions t WHERE t.purchase_id = p.id AND t.kind NOT IN ('refused', 'returned'))
UNION ALL
SELECT p.id, 'Money for it was refused, and does not go back.'
FROM purchases p
WHERE p.completed_at IS NULL
  AND (SELECT coalesce(sum(e.amount_minor), 0) FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
       WHERE t.purchase_id = p.id AND e.book = 'buyer' AND t.occurred_at < now() - interval '1 hour') <> 0
  AND p.state <> 'refunded'
UNION ALL
SELECT p.id, 'It was paid, but has no number.'
FROM purchases p WHERE p.completed_at IS NOT NULL AND p.invoice_number IS NULL
UNION ALL
SELECT p.id, 'It was paid, but the buyer was given nothing.'
FROM purchases p
WHERE p.completed_at IS NOT NULL AND p.kind IN ('release', 'track')
  AND NOT EXISTS (SELECT 1 FROM entitlements e WHERE e.purchase_id = p.id)
UNION ALL
SELECT p.id, 'It is paid, but what the buyer was given is taken back.'
FROM purchases p JOIN entitlements e ON e.purchase_id = p.id
WHERE p.state = 'paid' AND e.revoked_at IS NOT NULL
UNION ALL
SELECT p.id, 'There is no money for it, but the buyer still has what was bought.'
FROM purchases p JOIN entitlements e ON e.purchase_id = p.id
WHERE p.state <> 'paid' AND e.revoked_at IS NULL
UNION ALL
SELECT newest.id, 'Numbers of invoices are missing: ' || counted.there || ' of ' || counted.last || ' are there.'
FROM (
    SELECT n.artist_id, n.year, n.last, count(p.id) AS there
    FROM invoice_numbers n
    LEFT JOIN purchases p ON p.artist_id = n.artist_id AND p.invoice_number IS NOT NULL
        AND extract(year FROM p.completed_at AT TIME ZONE 'UTC') = n.year
    GROUP BY n.artist_id, n.year
) counted
CROSS JOIN LATERAL (
    SELECT p.id FROM purchases p WHERE p.artist_id = counted.artist_id AND p.invoice_number IS NOT NULL
    ORDER BY p.completed_at DESC LIMIT 1
) newest
WHERE counted.there <> counted.last
