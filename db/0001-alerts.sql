-- SPDX-License-Identifier: GPL-2.0-or-later
-- Alerts, what is advised on each, and the newest occurrences of each. Times are milliseconds
-- since 1970, UTC. Sentences are not kept: words and the plugins' templates are.

-- Equal denials together. Facts is one of them in JSON: the one that is explained. The columns are
-- for searching, and of the same one.
CREATE TABLE alert (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    signature TEXT NOT NULL UNIQUE,
    manager TEXT,
    outcome TEXT NOT NULL,
    level TEXT NOT NULL,
    source_type TEXT,
    target_type TEXT,
    tclass TEXT,
    permissions TEXT NOT NULL,
    path TEXT,
    exe TEXT,
    auid INTEGER,
    -- Other logins than auid had it too.
    auid_mixed INTEGER NOT NULL DEFAULT 0,
    host TEXT,
    permissive INTEGER NOT NULL,
    facts TEXT NOT NULL,
    -- Its occurrence, which stays as long as facts do.
    facts_ms INTEGER NOT NULL,
    facts_serial INTEGER NOT NULL,
    facts_ordinal INTEGER NOT NULL,
    facts_node TEXT NOT NULL,
    -- How often the facts became those of another denial.
    renewals INTEGER NOT NULL DEFAULT 0,
    count INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    kept INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    reason_detail TEXT,
    pending INTEGER NOT NULL DEFAULT 1,
    announced INTEGER NOT NULL DEFAULT 0,
    crashes INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX alert_by_last_seen ON alert (last_seen);
CREATE INDEX alert_pending ON alert (id) WHERE pending = 1;
CREATE INDEX alert_unannounced ON alert (id) WHERE announced = 0;

-- Best first by rank.
CREATE TABLE verdict (
    alert INTEGER NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
    rank INTEGER NOT NULL,
    plugin TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (alert, rank)
) STRICT, WITHOUT ROWID;

-- The templates that verdicts are shown with.
CREATE TABLE plugin_texts (
    plugin TEXT PRIMARY KEY,
    texts TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE plugin_health (
    plugin TEXT PRIMARY KEY,
    crashes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The newest of each alert, and that of its facts; records one a line as they came, 64 KiB at most.
-- An event of this host has node ''.
CREATE TABLE occurrence (
    alert INTEGER NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
    ms INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    -- Which of the event's refusals.
    ordinal INTEGER NOT NULL,
    node TEXT NOT NULL,
    records BLOB NOT NULL,
    PRIMARY KEY (alert, ms, serial, ordinal, node)
) STRICT, WITHOUT ROWID;

-- How many an hour; hours since 1970, UTC.
CREATE TABLE tally (
    alert INTEGER NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
    hour INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (alert, hour)
) STRICT, WITHOUT ROWID;

-- The last event stored: where to go on after a stop.
CREATE TABLE checkpoint (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    node TEXT NOT NULL,
    ms INTEGER NOT NULL,
    serial INTEGER NOT NULL
) STRICT;
