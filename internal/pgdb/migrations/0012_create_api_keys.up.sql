-- Keys of programs that call the HTTP API. The key itself is not stored.
CREATE TABLE api_keys (
    id         text        PRIMARY KEY,
    name       text        NOT NULL,
    hash       bytea       NOT NULL CHECK (octet_length(hash) = 32), -- SHA-256 of the key
    scopes     text[]      NOT NULL CHECK (cardinality(scopes) > 0),
    per_minute integer     NOT NULL CHECK (per_minute > 0),
    per_day    integer     NOT NULL CHECK (per_day > 0),
    revoked    boolean     NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Requests of each key on each day, for its quota.
CREATE TABLE api_key_days (
    key_id   text    NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    day      date    NOT NULL,
    requests integer NOT NULL,
    PRIMARY KEY (key_id, day)
);
