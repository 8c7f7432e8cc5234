-- Which answers belong together, so that a reader finds them again after a
-- reload. The name is a hash of what the reader's browser alone knows. A row
-- goes when its answer goes.
CREATE TABLE conversation_answers (
    conversation text        NOT NULL,
    answer_id    text        NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (conversation, answer_id)
);

-- Deleting an answer looks for its row; old rows are deleted by age.
CREATE INDEX conversation_answers_answer_id ON conversation_answers (answer_id);
CREATE INDEX conversation_answers_created_at ON conversation_answers (created_at);

-- How long a visitor finds a conversation again; 0: nothing is kept.
ALTER TABLE widgets ADD COLUMN keep_days integer NOT NULL DEFAULT 30 CHECK (keep_days BETWEEN 0 AND 365);
