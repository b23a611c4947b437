-- SPDX-License-Identifier: GPL-2.0-or-later
-- Mutes, what was said before the policy changed, words to search for, and what is counted already
-- of logs that are imported.

ALTER TABLE alert ADD COLUMN unit TEXT;
ALTER TABLE alert ADD COLUMN container TEXT;
-- When it was written first, by our own clock: old logs may be imported. 0: nobody noted that.
ALTER TABLE alert ADD COLUMN added INTEGER NOT NULL DEFAULT 0;
-- Of the mutes that fit it the one that lasts longest; it may have ended. 0: none.
ALTER TABLE alert ADD COLUMN muted_by INTEGER NOT NULL DEFAULT 0;
-- It was explained, and the policy or the plugins changed since.
ALTER TABLE alert ADD COLUMN stale INTEGER NOT NULL DEFAULT 0;
-- When it was explained last; 0: before anybody noted that.
ALTER TABLE alert ADD COLUMN explained INTEGER NOT NULL DEFAULT 0;
-- The policy allows it since then, and what did it (see because.c); NULL: it does not.
ALTER TABLE alert ADD COLUMN fixed_since INTEGER;
ALTER TABLE alert ADD COLUMN fixed_because TEXT;
UPDATE alert SET unit = json_extract(facts, '$.source.unit'),
    container = json_extract(facts, '$.source.container') WHERE json_valid(facts);
CREATE INDEX alert_stale ON alert (id) WHERE stale = 1;

-- One alert is not shown, or all that fit a filter (JSON, as List() takes it), until then (NULL: for
-- ever). Hidden: denials that were counted while it held.
CREATE TABLE mute (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    alert INTEGER REFERENCES alert (id) ON DELETE CASCADE,
    filter TEXT,
    until INTEGER,
    reason TEXT,
    made_by TEXT,
    created INTEGER NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX mute_of_alert ON mute (alert) WHERE alert IS NOT NULL;

-- What was said first of an alert until something changed: policy's reason, plugin of the first
-- verdict, and what it was (see because.c).
CREATE TABLE earlier (
    alert INTEGER NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
    until INTEGER NOT NULL,
    reason TEXT,
    plugin TEXT,
    because TEXT,
    PRIMARY KEY (alert, until)
) STRICT, WITHOUT ROWID;

-- What is searched for words: sentence and facts of each alert, whose id is the rowid. Pieces of three
-- letters find any part of a path.
CREATE VIRTUAL TABLE alert_words USING fts5 (text, tokenize = 'trigram', detail = 'none');
INSERT INTO alert_words (rowid, text)
    SELECT id, coalesce((
        SELECT group_concat(fact.atom, char(10)) FROM json_tree(alert.facts) AS fact
        WHERE fact.type = 'text' OR fact.key = 'port'
    ), '') FROM alert WHERE json_valid(facts);

-- Which events were counted from imported logs: 8 bytes each, sorted, by the hour of their time.
CREATE TABLE imported (
    node TEXT NOT NULL,
    hour INTEGER NOT NULL,
    events BLOB NOT NULL,
    PRIMARY KEY (node, hour)
) STRICT, WITHOUT ROWID;

-- From when to when (ms) a source told every event of a node. Until is NULL for the time that goes on,
-- which ends where the source's bookmark is: what happened in it is counted. See covered.c.
CREATE TABLE covered (
    source TEXT NOT NULL,
    node TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (source, node, since)
) STRICT, WITHOUT ROWID;
INSERT INTO covered (source, node, since)
    SELECT source, '', first FROM bookmark
    JOIN (SELECT min(first_seen) AS first FROM alert WHERE host IS NULL) ON first IS NOT NULL
    WHERE source = 'auditd';

-- What alerts are explained with ("policy", "labels", "plugins"), and when it became another; 0: never.
CREATE TABLE stamp (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    changed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
