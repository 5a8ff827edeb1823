-- Two pieces of evidence: the country the tax was worked out for, said by the buyer, is that of the billing address or of the card.
WITH sold AS (
    SELECT p.id, coalesce(s.country, '') AS seller_country,
           coalesce(nullif(p.country_said, ''), nullif(p.country_billing, ''), p.country_card) AS buyer_country,
           p.tax_rate_bp, t.currency, bool_or(t.kind = 'sale') AS is_sale,
           CASE WHEN p.country_said <> '' THEN p.country_said IN (p.country_billing, p.country_card)
                ELSE p.country_billing <> '' AND p.country_billing = p.country_card END AS has_evidence,
           -coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'buyer'), 0) AS gross_minor,
           coalesce(sum(e.amount_minor) FILTER (WHERE e.book = 'tax'), 0) AS tax_minor
    FROM ledger_transactions t
    JOIN purchases p ON p.id = t.purchase_id
    LEFT JOIN sellers s ON s.artist_id = p.artist_id
    JOIN ledger_entries e ON e.transaction_id = t.id
    WHERE t.kind NOT IN ('refused', 'returned') AND t.occurred_at >= $1 AND t.occurred_at < $2 AND ($3::uuid IS NULL OR p.artist_id = $3)
    GROUP BY p.id, s.country, t.currency
)
SELECT seller_country, buyer_country, tax_rate_bp, currency,
       count(*) FILTER (WHERE is_sale) AS sales,
       count(*) FILTER (WHERE is_sale AND has_evidence) AS with_evidence,
       sum(gross_minor - tax_minor)::bigint AS net_minor,
       sum(tax_minor)::bigint AS tax_minor
FROM sold
GROUP BY 1, 2, 3, 4
HAVING bool_or(is_sale) OR sum(gross_minor) <> 0 OR sum(tax_minor) <> 0
ORDER BY 1, 2, 3, 4
