-- min_reader: 2
--
-- How releases, sprints and filters stand, as the latest cycle of each sync judged them,
-- with their stories, in the order of their keys. What it was when one was over stays.
-- `brief` is `data` without the items of risks: what lists read.
CREATE TABLE scopes (
    sync     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    project  TEXT NOT NULL,
    name     TEXT NOT NULL,
    members  TEXT NOT NULL,
    brief    TEXT NOT NULL,
    data     TEXT NOT NULL,
    PRIMARY KEY (sync, kind, scope_id)
);
CREATE TABLE members (
    sync      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    scope_id  TEXT NOT NULL,
    place     BIGINT NOT NULL,
    issue_key TEXT NOT NULL,
    verdict   TEXT NOT NULL,
    words     TEXT NOT NULL,
    data      TEXT NOT NULL,
    PRIMARY KEY (sync, kind, scope_id, place)
);
CREATE INDEX members_by_issue ON members (issue_key);
CREATE TABLE frozen (
    sync      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    scope_id  TEXT NOT NULL,
    frozen_at BIGINT NOT NULL,
    cycle_id  TEXT NOT NULL,
    project   TEXT NOT NULL,
    name      TEXT NOT NULL,
    brief     TEXT NOT NULL,
    data      TEXT NOT NULL,
    members   TEXT NOT NULL,
    PRIMARY KEY (sync, kind, scope_id)
);
CREATE INDEX frozen_by_name ON frozen (kind, name);
CREATE TABLE trends (
    sync     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    day      TEXT NOT NULL,
    data     TEXT NOT NULL,
    PRIMARY KEY (sync, kind, scope_id, day)
);
