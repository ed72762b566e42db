-- min_reader: 2
--
-- Cases that a person has joined: what from_case reports is told under to_case.
CREATE TABLE aliases (
    from_case TEXT PRIMARY KEY,
    to_case   TEXT NOT NULL,
    put_at    BIGINT NOT NULL
);
