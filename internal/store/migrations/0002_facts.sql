-- min_reader: 1
--
-- What the store knows of itself and must never forget, as documents by name.
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    data TEXT NOT NULL
);
