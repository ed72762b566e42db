-- min_reader: 9
--
-- A test may be executed several times in one run. The latest execution of each case, row
-- and environment is what lists of the run show; the others are on the line of the case.
--
-- SQLite cannot change a key: the table is made anew in either database.
CREATE TABLE executions (
    run_id      TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    case_id     TEXT NOT NULL REFERENCES cases (id),
    row_name    TEXT NOT NULL,
    environment TEXT NOT NULL,
    execution   TEXT NOT NULL,
    latest      BIGINT NOT NULL,
    branch      TEXT NOT NULL,
    finished    BIGINT NOT NULL,
    outcome     TEXT NOT NULL,
    flaky       BIGINT NOT NULL,
    signature   TEXT NOT NULL,
    digest      TEXT NOT NULL,
    data        TEXT NOT NULL,
    PRIMARY KEY (run_id, case_id, row_name, environment, execution)
);
INSERT INTO executions (run_id, case_id, row_name, environment, execution, latest, branch, finished, outcome, flaky, signature, digest, data)
    SELECT run_id, case_id, row_name, environment, '', 1, branch, finished, outcome, flaky, signature, digest, data FROM results;
DROP TABLE results;
ALTER TABLE executions RENAME TO results;
CREATE INDEX results_line ON results (case_id, row_name, environment, branch, finished, run_id, execution);

ALTER TABLE lines ADD COLUMN deciding_execution TEXT NOT NULL DEFAULT '';

-- Whether only what a result said of the case is known.
ALTER TABLE cases ADD COLUMN is_sketch BIGINT NOT NULL DEFAULT 0;

-- Whether there is more to read than the last batch brought, how far it is read, and the
-- statuses of the tool that mean nothing to us.
ALTER TABLE sources ADD COLUMN is_behind BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN progress TEXT NOT NULL DEFAULT '{}';
ALTER TABLE sources ADD COLUMN unmapped TEXT NOT NULL DEFAULT '[]';
