-- SPDX-License-Identifier: GPL-2.0-or-later
-- Where sources go on, what changed in the policy, alerts that stand for many, and occurrences that
-- are written over in place.

-- Where each source goes on after a stop; as text, see bookmark_text(). Up to the time in seen it had
-- nothing more to tell.
CREATE TABLE bookmark (
    source TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Version 1 knew the last event only, and heard live only: all before it is done, and of the event itself
-- what is kept of it.
INSERT INTO bookmark (source, text)
    SELECT 'auditd', '1 ' || ms || ':' || serial || iif(node = '', '', '@' || lower(hex(node))) || ' '
        || told || ' 0:0' || iif(node = '', '', '@' || lower(hex(node))) || 'x' || told
    FROM (
        SELECT checkpoint.*, (
            SELECT max(1, count(*)) FROM occurrence AS o
            WHERE o.ms = checkpoint.ms AND o.serial = checkpoint.serial AND o.node = checkpoint.node
        ) AS told
        FROM checkpoint
    );

-- The newest changes of the policy, of booleans and of enforcing. Node and name are '' where there
-- is none; numbers are NULL where nobody said.
CREATE TABLE policy_change (
    ms INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    node TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    old_value INTEGER,
    new_value INTEGER,
    auid INTEGER,
    uid INTEGER,
    pid INTEGER,
    exe TEXT,
    comm TEXT,
    PRIMARY KEY (ms, serial, node, kind, name)
) STRICT, WITHOUT ROWID;

-- What the alert stands for: none (itself), places, programs, all; and the groups that it counts
-- in, hashes that are 0 where they are not known.
ALTER TABLE alert ADD COLUMN fold TEXT NOT NULL DEFAULT 'none';
ALTER TABLE alert ADD COLUMN fold_place INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN fold_program INTEGER NOT NULL DEFAULT 0;
CREATE INDEX alert_folded ON alert (id) WHERE fold <> 'none';

-- The newest of each alert, and that of its facts; records one a line as they came, 64 KiB at most,
-- none where a storm or the size of the database left no room. An event of this host has node ''.
-- The place is alert * 128 + slot: each alert has 100 slots, and the newest takes that of the oldest,
-- so that nothing need be deleted. That of the facts is noted in alert.facts_slot. There is no foreign
-- key: whoever deletes an alert deletes these too.
CREATE TABLE slot (
    place INTEGER PRIMARY KEY,
    ms INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    -- Which of the event's refusals.
    ordinal INTEGER NOT NULL,
    node TEXT NOT NULL,
    records BLOB NOT NULL,
    alert INTEGER NOT NULL GENERATED ALWAYS AS (place >> 7) VIRTUAL
) STRICT;

INSERT INTO slot (place, ms, serial, ordinal, node, records)
    SELECT alert * 128 + rank - 1, ms, serial, ordinal, node, records FROM (
        SELECT occurrence.*, row_number() OVER (
            PARTITION BY alert
            ORDER BY (ms, serial, ordinal, node) = (facts_ms, facts_serial, facts_ordinal, facts_node)
                DESC, ms DESC, serial DESC, ordinal DESC, node DESC
        ) AS rank
        FROM occurrence JOIN alert ON alert.id = occurrence.alert
    ) WHERE rank <= 100;
DROP TABLE occurrence;
ALTER TABLE slot RENAME TO occurrence;

-- They all have the first.
ALTER TABLE alert ADD COLUMN facts_slot INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alert DROP COLUMN facts_serial;
ALTER TABLE alert DROP COLUMN facts_ordinal;
ALTER TABLE alert DROP COLUMN facts_node;
UPDATE alert SET kept = (
    SELECT count(*) FROM occurrence WHERE place BETWEEN alert.id * 128 AND alert.id * 128 + 127);

-- There are few alerts, and each repeat would have to move its entry.
DROP INDEX alert_by_last_seen;
