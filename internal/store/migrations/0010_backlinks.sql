-- min_reader: 2
--
-- What was written into test tools: which result names which issue, and which was asked
-- for again. The run and the case say which result it is; the row goes with it.
CREATE TABLE backlinks (
    site     TEXT NOT NULL,
    source   TEXT NOT NULL,
    ref      TEXT NOT NULL,
    issue_id TEXT NOT NULL,
    kind     TEXT NOT NULL,
    run_id   TEXT NOT NULL,
    case_id  TEXT NOT NULL,
    put_at   BIGINT NOT NULL,
    data     TEXT NOT NULL,
    PRIMARY KEY (site, source, ref, issue_id, kind)
);
