-- How each answer came about: the question with personal data masked, the
-- passages found with their scores, what the gate took out. It goes when its
-- answer goes.
CREATE TABLE answer_traces (
    answer_id text  PRIMARY KEY REFERENCES answers (id) ON DELETE CASCADE,
    trace     jsonb NOT NULL
);
