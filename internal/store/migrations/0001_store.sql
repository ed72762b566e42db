-- min_reader: 1
--
-- Times are integers: milliseconds since 1970 in UTC, 0 where there is none.
-- Documents are JSON as text, opaque bytes are base64 as text: both mean the same
-- in SQLite and PostgreSQL.

CREATE TABLE store (
    id      BIGINT PRIMARY KEY,
    epoch   BIGINT NOT NULL,
    born_at BIGINT NOT NULL
);

CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE sources (
    name         TEXT PRIMARY KEY,
    cursor_data  TEXT NOT NULL,
    collected_at BIGINT NOT NULL,
    whole_at     BIGINT NOT NULL,
    is_whole     BIGINT NOT NULL,
    faults       TEXT NOT NULL
);

CREATE TABLE cases (
    id         TEXT PRIMARY KEY,
    source     TEXT NOT NULL,
    first_seen BIGINT NOT NULL,
    data       TEXT NOT NULL
);
CREATE INDEX cases_source ON cases (source);

CREATE TABLE runs (
    id       TEXT PRIMARY KEY,
    source   TEXT NOT NULL,
    finished BIGINT NOT NULL,
    data     TEXT NOT NULL
);
CREATE INDEX runs_finished ON runs (finished);
CREATE INDEX runs_source ON runs (source, finished);

-- branch repeats the run's, so that one index serves a line.
CREATE TABLE results (
    run_id      TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    case_id     TEXT NOT NULL REFERENCES cases (id),
    row_name    TEXT NOT NULL,
    environment TEXT NOT NULL,
    branch      TEXT NOT NULL,
    finished    BIGINT NOT NULL,
    outcome     TEXT NOT NULL,
    flaky       BIGINT NOT NULL,
    signature   TEXT NOT NULL,
    digest      TEXT NOT NULL,
    data        TEXT NOT NULL,
    PRIMARY KEY (run_id, case_id, row_name, environment)
);
CREATE INDEX results_line ON results (case_id, row_name, environment, branch, finished, run_id);

CREATE TABLE lines (
    case_id      TEXT NOT NULL,
    row_name     TEXT NOT NULL,
    environment  TEXT NOT NULL,
    branch       TEXT NOT NULL,
    side         TEXT NOT NULL,
    deciding_run TEXT NOT NULL,
    data         TEXT NOT NULL,
    PRIMARY KEY (case_id, row_name, environment, branch)
);

CREATE TABLE issues (
    site      TEXT NOT NULL,
    id        TEXT NOT NULL,
    seen_at   BIGINT NOT NULL,
    missed    BIGINT NOT NULL,
    missed_at BIGINT NOT NULL,
    data      TEXT NOT NULL,
    PRIMARY KEY (site, id)
);

-- Every key under which an issue was ever seen: tests go on naming the old one.
CREATE TABLE issue_keys (
    site      TEXT NOT NULL,
    issue_key TEXT NOT NULL,
    issue_id  TEXT NOT NULL,
    PRIMARY KEY (site, issue_key)
);
CREATE INDEX issue_keys_id ON issue_keys (site, issue_id);

CREATE TABLE projects (
    site        TEXT NOT NULL,
    project     TEXT NOT NULL,
    observed_at BIGINT NOT NULL,
    key_floor   BIGINT NOT NULL,
    PRIMARY KEY (site, project)
);

CREATE TABLE cache (
    name   TEXT PRIMARY KEY,
    put_at BIGINT NOT NULL,
    data   TEXT NOT NULL
);

CREATE TABLE sites (
    site       TEXT PRIMARY KEY,
    touched_at BIGINT NOT NULL
);

-- The primary key is the guard against two issues for one defect.
CREATE TABLE entries (
    site       TEXT NOT NULL,
    defect     TEXT NOT NULL,
    generation BIGINT NOT NULL,
    state      TEXT NOT NULL,
    data       TEXT NOT NULL,
    PRIMARY KEY (site, defect, generation)
);

CREATE TABLE links (
    site      TEXT NOT NULL,
    issue_id  TEXT NOT NULL,
    global_id TEXT NOT NULL,
    data      TEXT NOT NULL,
    PRIMARY KEY (site, issue_id, global_id)
);

-- What cycles found is stored by its content: cycles at rest share one.
CREATE TABLE findings (
    id      TEXT PRIMARY KEY,
    stories TEXT NOT NULL,
    failing TEXT NOT NULL,
    data    TEXT NOT NULL
);

CREATE TABLE cycles (
    id         TEXT PRIMARY KEY,
    sync       TEXT NOT NULL,
    started    BIGINT NOT NULL,
    finished   BIGINT NOT NULL,
    word       TEXT NOT NULL,
    finding_id TEXT NOT NULL,
    data       TEXT NOT NULL
);
CREATE INDEX cycles_sync ON cycles (sync, started);
CREATE INDEX cycles_started ON cycles (started);
CREATE INDEX cycles_finding ON cycles (finding_id);

CREATE TABLE writes (
    seq      BIGINT PRIMARY KEY,
    cycle_id TEXT NOT NULL,
    issue    TEXT NOT NULL,
    case_id  TEXT NOT NULL,
    written  BIGINT NOT NULL,
    data     TEXT NOT NULL
);
CREATE INDEX writes_cycle ON writes (cycle_id);
CREATE INDEX writes_issue ON writes (issue);
CREATE INDEX writes_case ON writes (case_id);

CREATE TABLE pauses (
    sync     TEXT PRIMARY KEY,
    ends_at  BIGINT NOT NULL,
    data     TEXT NOT NULL
);
