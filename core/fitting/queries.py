"""The questions a log is asked, in SQL: visits, what members did in them, when they were there.

``us`` is a time in microseconds since 1970, ``parts`` a value in parts of a minute: whole numbers
add up to the same in any order.
"""

ONCE = """
CREATE TABLE log AS
SELECT "at", member, session, type, title_id, value, surface, persona, target,
    epoch_us("at") AS us,
    CAST(floor(value * $parts + 0.5) AS BIGINT) AS parts
FROM events WHERE arm <> 'treatment'
QUALIFY event_id = '' OR row_number() OVER (PARTITION BY member, event_id ORDER BY "at") = 1
"""

BY_ID = "CREATE VIEW did AS SELECT *, session AS visit FROM log"
BY_GAP = """
CREATE TABLE did AS
SELECT * EXCLUDE opens, (sum(opens) OVER by_time)::VARCHAR AS visit FROM (
    SELECT *, CASE WHEN $named THEN type = 'session'
        ELSE coalesce(us - lag(us) OVER by_time > $gap, true) END::INT AS opens
    FROM log WINDOW by_time AS (PARTITION BY member ORDER BY us, type <> 'session', title_id)
) WINDOW by_time AS (PARTITION BY member ORDER BY us, type <> 'session', title_id
    ROWS UNBOUNDED PRECEDING)
"""

VISITS = """
CREATE TABLE visits AS
SELECT member, visit, min(us) AS us FROM did
WHERE visit <> ''
    AND CASE WHEN $named THEN type = 'session'
        ELSE type NOT IN ('subscribed', 'cancelled', 'purchase', 'reaction') END
GROUP BY member, visit
"""

TOTALS = """
WITH shelves AS (
    SELECT member, visit, title_id, min(us) FILTER (type <> 'shown') AS us,
        bool_or(type = 'shown') OR NOT $shows AS counts, bool_or(type = 'played') AS played,
        bool_or(type = 'liked') AS liked, bool_or(type = 'rated') AS scored,
        bool_or(type = 'played' AND surface = $continued) AS continued
    FROM did WHERE type IN ('shown', 'played', 'liked', 'rated') GROUP BY member, visit, title_id
),
begun AS (
    SELECT member, visit, title_id,
        NOT continued AND row_number() OVER (
            PARTITION BY member, title_id ORDER BY us, visit
        ) = 1 AS new
    FROM shelves WHERE played
),
taken AS (
    SELECT member, count(*) FILTER (new) AS explored,
        count(*) FILTER (played AND NOT new) AS rewatched,
        count(*) FILTER (liked AND NOT played) AS liked_only, count(*) AS titles
    FROM shelves LEFT JOIN begun USING (member, visit, title_id)
    WHERE counts AND (played OR liked OR scored) GROUP BY member
),
amounts AS (
    SELECT member, visit, count(DISTINCT title_id) FILTER (type = 'shown') AS shown,
        coalesce(sum(parts) FILTER (type = 'played'), 0) AS minutes,
        coalesce(sum(parts) FILTER (type = 'social'), 0) AS social
    FROM did WHERE visit <> '' GROUP BY member, visit
),
hauls AS (
    SELECT member, visit, count(*) AS titles FROM shelves
    WHERE counts AND (played OR liked OR scored) GROUP BY member, visit
),
squares AS (
    SELECT member, sum(shown * shown) AS shown_squares, sum(minutes * minutes) AS minutes_squares,
        sum(social * social) AS social_squares, sum(titles * titles) AS titles_squares
    FROM amounts LEFT JOIN hauls USING (member, visit) GROUP BY member
),
scored AS (
    SELECT member, count(*) AS rated, count(*) FILTER (liked) AS liked_rated
    FROM shelves WHERE scored GROUP BY member
),
received AS (
    SELECT target AS member, count(*) AS reactions FROM did
    WHERE type = 'reaction' AND target <> member GROUP BY target
),
came AS (SELECT member, count(*) AS sessions FROM visits GROUP BY member),
counted AS (
    SELECT member, coalesce(arg_min(persona, (us, persona)) FILTER (persona <> ''), '') AS persona,
        count(DISTINCT (visit, title_id)) FILTER (type = 'shown') AS shown,
        coalesce(sum(parts) FILTER (type = 'played'), 0) AS minutes,
        count(*) FILTER (type = 'browsed') AS plays,
        coalesce(sum(parts) FILTER (type = 'browsed'), 0) AS browse,
        coalesce(sum(parts) FILTER (type = 'social'), 0) AS social,
        count(*) FILTER (type = 'review') AS reviews,
        count(*) FILTER (type = 'comment') AS comments,
        count(*) FILTER (type = 'story') AS stories,
        count(*) FILTER (type = 'complaint') AS complaints,
        count(*) FILTER (type = 'purchase' AND session <> '') AS orders
    FROM did GROUP BY member
)
SELECT * FROM counted LEFT JOIN taken USING (member) LEFT JOIN scored USING (member)
    LEFT JOIN received USING (member) LEFT JOIN came USING (member)
    LEFT JOIN squares USING (member)
ORDER BY member
"""
"""Per-member counts, in the words of ``core.tally``: a title counts as taken once a visit, and in
a log that says what was shown only if it was shown in it. An order is paid in a visit, unlike a
subscription."""

SUBSCRIBED = """
CREATE TABLE spells AS
WITH marks AS (
    SELECT member, us, type = 'subscribed' AS joins FROM log
    WHERE type IN ('subscribed', 'cancelled')
    UNION ALL
    SELECT member, $since, true FROM log GROUP BY member
    HAVING coalesce(arg_min(type, (us, type)) FILTER (type IN ('subscribed', 'cancelled')), '')
        <> 'subscribed'
),
changes AS (
    SELECT * FROM marks WINDOW by_time AS (PARTITION BY member ORDER BY us, joins)
    QUALIFY coalesce(joins <> lag(joins) OVER by_time, joins)
)
SELECT member, joins AS present, us AS since,
    lead(us, 1, $until) OVER by_time AS until, lead(us) OVER by_time IS NOT NULL AS ended
FROM changes WINDOW by_time AS (PARTITION BY member ORDER BY us)
"""

VISITED = """
CREATE TABLE spells AS
WITH runs AS (
    SELECT *, sum(opens) OVER (PARTITION BY member ORDER BY us ROWS UNBOUNDED PRECEDING) AS run
    FROM (
        SELECT member, us,
            coalesce(us - lag(us) OVER (PARTITION BY member ORDER BY us) > $gone, true)::INT
                AS opens
        FROM visits
    )
),
there AS (
    SELECT member, run, min(us) AS since, max(us) AS last FROM runs GROUP BY member, run
),
told AS (
    SELECT member, since, last, $judges AND last <= $judged AS ended,
        lead(since, 1, $until) OVER by_time AS back,
        lead(since) OVER by_time IS NOT NULL AS returned
    FROM there WINDOW by_time AS (PARTITION BY member ORDER BY since)
)
SELECT member, true AS present, since, CASE WHEN ended THEN last ELSE $judged END AS until, ended
FROM told WHERE since <= $judged
UNION ALL
SELECT member, false, last + $gone, back, returned FROM told WHERE ended
"""

PRESENT = """
WITH open AS (
    SELECT member, count(*) AS gaps FROM visits JOIN spells USING (member)
    WHERE present AND visits.us BETWEEN since AND until AND ($subscribed OR visits.us > since)
    GROUP BY member
),
span AS (
    SELECT member, sum(until - since) / $day AS days, count(*) FILTER (ended) AS ends
    FROM spells WHERE present GROUP BY member
)
SELECT member, coalesce(gaps, 0) AS gaps, days, ends FROM span LEFT JOIN open USING (member)
"""
