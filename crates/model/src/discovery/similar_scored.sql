-- What each shares with the one: kinds of reasons with their weights, summed. A rare tag weighs more than a common one.
hits AS (
    SELECT id, jsonb_build_object('kind', 'tag', 'word', tag) AS reason,
           1.0 / ln(2.0 + count(*) OVER (PARTITION BY tag)) AS weight
    FROM alike
    UNION ALL
    SELECT id, jsonb_build_object('kind', 'person', 'word', min(shown), 'role', coalesce(min(role), ''), 'made', bool_or(made)),
           1.5
    FROM met
    GROUP BY id, name
    UNION ALL
    SELECT id, jsonb_build_object('kind', 'label', 'word', min(label)), 1.0
    FROM labelled
    GROUP BY id
), scored AS (
    SELECT id, sum(weight) AS score, jsonb_agg(reason ORDER BY weight DESC, reason) AS reasons
    FROM hits
    GROUP BY id
)
