-- min_reader: 2
--
-- What pages list and search, so that no page reads all there is.
--
-- Of runs: the branch, and their words in lower case. Rows of an older program have no
-- words; the first opening fills them.
ALTER TABLE runs ADD COLUMN branch TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN words TEXT NOT NULL DEFAULT '';

-- What each run came to when its last result arrived: this stays when Prune takes results.
CREATE TABLE run_counts (
    run_id      TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    environment TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    results     BIGINT NOT NULL,
    flaky       BIGINT NOT NULL,
    PRIMARY KEY (run_id, environment, outcome)
);
INSERT INTO run_counts (run_id, environment, outcome, results, flaky)
    SELECT run_id, environment, outcome, count(*), sum(flaky) FROM results GROUP BY run_id, environment, outcome;

-- The stories of each sync as its latest cycle judged them, in the order of their keys.
CREATE TABLE stories (
    sync      TEXT NOT NULL,
    issue_key TEXT NOT NULL,
    project   TEXT NOT NULL,
    num       BIGINT NOT NULL,
    verdict   TEXT NOT NULL,
    words     TEXT NOT NULL,
    digest    TEXT NOT NULL,
    data      TEXT NOT NULL,
    PRIMARY KEY (sync, issue_key)
);
CREATE INDEX stories_order ON stories (project, num, sync);
