-- min_reader: 2
--
-- What stories show of their verdicts, field by field, as we last wrote it, and since when
-- they should show what they should show now.
CREATE TABLE published (
    site     TEXT NOT NULL,
    issue_id TEXT NOT NULL,
    field    TEXT NOT NULL,
    data     TEXT NOT NULL,
    PRIMARY KEY (site, issue_id, field)
);
