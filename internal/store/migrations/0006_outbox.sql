-- min_reader: 2
--
-- What people are to be told, a row for each event and notifier, in the order in which it
-- happened; and what they have been told, by whom it is remembered.
CREATE TABLE outbox (
    notifier   TEXT NOT NULL,
    event_id   TEXT NOT NULL,
    seq        BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    state      TEXT NOT NULL,
    settled_at BIGINT NOT NULL,
    data       TEXT NOT NULL,
    PRIMARY KEY (notifier, event_id)
);
CREATE INDEX outbox_by_state ON outbox (state, settled_at);
CREATE TABLE told (
    name TEXT PRIMARY KEY,
    data TEXT NOT NULL
);
