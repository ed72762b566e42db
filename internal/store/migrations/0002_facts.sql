-- min_reader: 1
--
-- What the ledger knows beside its rows and links: orders of people, first contacts,
-- breakers, refused changes; and, under no site, what the store knows of itself. Each is
-- a document under a name.

CREATE TABLE facts (
    site TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (site, kind, name)
);
