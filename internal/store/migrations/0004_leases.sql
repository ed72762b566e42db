-- min_reader: 2
--
-- Who does which piece of work, and until when, by the database's own clock. The epoch
-- rises with every holder; what one with an earlier epoch writes is refused.
CREATE TABLE leases (
    name     TEXT PRIMARY KEY,
    holder   TEXT NOT NULL,
    epoch    BIGINT NOT NULL,
    ends_at  BIGINT NOT NULL,
    begun_at BIGINT NOT NULL
);
