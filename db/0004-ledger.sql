-- SPDX-License-Identifier: GPL-2.0-or-later
-- What was carried out on this machine: which remedy of which alert, by whom, and how to take it back. It
-- outlives its alert, so it has no reference to one, and its numbers are never given twice.

CREATE TABLE ledger (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    alert TEXT NOT NULL,
    plugin TEXT NOT NULL,
    action TEXT NOT NULL,
    commands TEXT NOT NULL,
    undo TEXT NOT NULL,
    made_by TEXT NOT NULL,
    begun INTEGER NOT NULL,
    -- NULL while it is under way; what came to nothing says why in error.
    ended INTEGER,
    error TEXT,
    undone INTEGER,
    undone_by TEXT
) STRICT;
