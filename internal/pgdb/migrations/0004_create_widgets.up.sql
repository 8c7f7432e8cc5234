-- Question boxes that other sites embed.
CREATE TABLE widgets (
    id         text        PRIMARY KEY,
    name       text        NOT NULL,
    origins    text[]      NOT NULL CHECK (cardinality(origins) > 0),
    paused     boolean     NOT NULL DEFAULT false,
    generation integer     NOT NULL DEFAULT 1, -- grows with what must end tokens given before
    day_limit  integer     NOT NULL CHECK (day_limit > 0),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Questions of each widget on each day, for its limit.
CREATE TABLE widget_days (
    widget_id text    NOT NULL REFERENCES widgets (id) ON DELETE CASCADE,
    day       date    NOT NULL,
    questions integer NOT NULL,
    PRIMARY KEY (widget_id, day)
);
