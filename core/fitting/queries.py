"""The questions a log is asked, in SQL: visits, what members did in them, when they were there.

They read the table of ``core.fitting.codes``: ``us`` is a time in microseconds since 1970,
``parts`` a value in parts of a minute, and whole numbers add up to the same in any order.
"""

BY_ID = "CREATE VIEW did AS SELECT *, session AS visit FROM log"
BY_GAP = """
CREATE TABLE did AS
SELECT * EXCLUDE opens, sum(opens) OVER by_time AS visit FROM (
    SELECT *, CASE WHEN $named THEN type = 'session'
        ELSE coalesce(us - lag(us) OVER by_time > $gap, true) END::INT AS opens
    FROM log WINDOW by_time AS (PARTITION BY member ORDER BY us, type <> 'session')
) WINDOW by_time AS (PARTITION BY member ORDER BY us, type <> 'session' ROWS UNBOUNDED PRECEDING)
"""

VISITS = """
CREATE TABLE visits AS
SELECT member, visit, min(us) AS us FROM did
WHERE visit >= 0
    AND CASE WHEN $named THEN type = 'session'
        ELSE type NOT IN ('subscribed', 'cancelled', 'purchase', 'reaction') END
GROUP BY member, visit
"""

SHELVES = """
CREATE TABLE shelves AS
SELECT *, $shows AND shown_us IS NOT NULL AS shown,
    us IS NOT NULL AND (NOT $shows OR coalesce(last >= shown_us, false)) AS taken
FROM (
    SELECT member, visit, title, min(us) FILTER (type <> 'shown') AS us,
        max(us) FILTER (type <> 'shown') AS last, min(us) FILTER (type = 'shown') AS shown_us,
        bool_or(type = 'played') AS played, bool_or(type = 'liked') AS liked,
        bool_or(type = 'rated') AS scored, bool_or(type = 'played' AND continued) AS continued
    FROM did WHERE type IN ('shown', 'played', 'liked', 'rated') GROUP BY member, visit, title
)
"""
"""What happened to a title in a visit, in the words of ``core.tally``: it counts as taken once,
and in a log that says what was shown only if it was shown there before."""

TOTALS = """
WITH begun AS (
    SELECT member, visit, title,
        NOT continued AND row_number() OVER (
            PARTITION BY member, title ORDER BY us, visit
        ) = 1 AS new
    FROM shelves WHERE played
),
titles AS (
    SELECT member, count(*) FILTER (shown) AS shown,
        count(*) FILTER (taken AND new) AS explored,
        count(*) FILTER (taken AND played AND NOT new) AS rewatched,
        count(*) FILTER (taken AND liked AND NOT played) AS liked_only,
        count(*) FILTER (taken) AS titles, count(*) FILTER (scored) AS rated,
        count(*) FILTER (scored AND liked) AS liked_rated
    FROM shelves LEFT JOIN begun USING (member, visit, title) GROUP BY member
),
amounts AS (
    SELECT member, visit, coalesce(sum(parts) FILTER (type = 'played'), 0) AS minutes,
        coalesce(sum(parts) FILTER (type = 'social'), 0) AS social
    FROM did WHERE visit >= 0 GROUP BY member, visit
),
hauls AS (
    SELECT member, visit, count(*) FILTER (shown) AS shown, count(*) FILTER (taken) AS titles
    FROM shelves WHERE visit >= 0 GROUP BY member, visit
),
squares AS (
    SELECT member, sum(shown * shown) AS shown_squares, sum(minutes * minutes) AS minutes_squares,
        sum(social * social) AS social_squares, sum(titles * titles) AS titles_squares
    FROM amounts LEFT JOIN hauls USING (member, visit) GROUP BY member
),
received AS (
    SELECT target AS member, count(*) AS reactions FROM did
    WHERE type = 'reaction' AND target <> member GROUP BY target
),
came AS (SELECT member, count(*) AS sessions FROM visits GROUP BY member),
counted AS (
    SELECT member, coalesce(arg_min(persona, (us, persona)) FILTER (persona >= 0), -1) AS persona,
        coalesce(sum(parts) FILTER (type = 'played'), 0) AS minutes,
        count(*) FILTER (type = 'browsed') AS plays,
        coalesce(sum(parts) FILTER (type = 'browsed'), 0) AS browse,
        coalesce(sum(parts) FILTER (type = 'social'), 0) AS social,
        count(*) FILTER (type = 'review') AS reviews,
        count(*) FILTER (type = 'comment') AS comments,
        count(*) FILTER (type = 'story') AS stories,
        count(*) FILTER (type = 'complaint') AS complaints,
        count(*) FILTER (type = 'purchase' AND session >= 0) AS orders
    FROM did GROUP BY member
)
SELECT * FROM counted LEFT JOIN titles USING (member) LEFT JOIN received USING (member)
    LEFT JOIN came USING (member) LEFT JOIN squares USING (member)
ORDER BY member
"""
"""Per-member counts. An order is paid in a visit, unlike a subscription."""

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
