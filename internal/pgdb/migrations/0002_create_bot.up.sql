-- Answers as they were given. An id always gives back the same answer.
CREATE TABLE answers (
    id             text        PRIMARY KEY,
    created_at     timestamptz NOT NULL DEFAULT now(),
    channel        text        NOT NULL,
    corpus_version text        NOT NULL,
    answer         jsonb       NOT NULL
);

-- Old answers are deleted by age.
CREATE INDEX answers_created_at ON answers (created_at);

-- Messages from a chat service. The row is the job: claimed by a lease,
-- finished by done_at. A finished row stays for a while, without its payload,
-- so that a late second delivery is known.
CREATE TABLE events (
    seq           bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    team_id       text        NOT NULL,
    event_id      text        NOT NULL,
    message_key   text        NOT NULL,
    thread_key    text        NOT NULL,
    payload       jsonb,
    received_at   timestamptz NOT NULL DEFAULT now(),
    due_at        timestamptz NOT NULL DEFAULT now(),
    claimed_until timestamptz,
    claims        bigint      NOT NULL DEFAULT 0,
    attempts      integer     NOT NULL DEFAULT 0,
    unsure        boolean     NOT NULL DEFAULT false,
    answer_id     text,
    done_at       timestamptz,
    posted_ts     text,
    error_code    text,
    PRIMARY KEY (team_id, event_id),
    UNIQUE (team_id, message_key)
);

-- Claiming reads open rows alone, oldest first; finished rows are the many.
CREATE INDEX events_open ON events (seq) WHERE done_at IS NULL;

-- Order within a thread, and its earlier questions.
CREATE INDEX events_thread ON events (team_id, thread_key, seq);

-- Finished rows are deleted by age.
CREATE INDEX events_done_at ON events (done_at) WHERE done_at IS NOT NULL;
