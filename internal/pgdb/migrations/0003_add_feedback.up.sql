-- What readers say of an answer: one row for each reader and answer, changed in
-- place. It goes when its answer goes.
CREATE TABLE feedback (
    answer_id  text        NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    channel    text        NOT NULL,
    rater      text        NOT NULL,
    verdict    text        NOT NULL CHECK (verdict IN ('up', 'down')),
    reason     text        NOT NULL DEFAULT '',
    comment    text        NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (answer_id, channel, rater)
);

-- What the people of a chat channel chose for it.
CREATE TABLE channel_settings (
    team_id    text        NOT NULL,
    channel_id text        NOT NULL,
    settings   jsonb       NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, channel_id)
);

-- When the asker was told that the question waits in the queue.
ALTER TABLE events ADD COLUMN told_at timestamptz;
