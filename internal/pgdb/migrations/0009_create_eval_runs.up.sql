-- Runs of the eval suite, whole, as policybot eval run writes them.
CREATE TABLE eval_runs (
    id             text        PRIMARY KEY,
    created_at     timestamptz NOT NULL DEFAULT now(),
    name           text        NOT NULL,
    code           text        NOT NULL,
    corpus         text        NOT NULL,
    cases_digest   text        NOT NULL,
    run            jsonb       NOT NULL
);

-- Listed newest first.
CREATE INDEX eval_runs_created_at ON eval_runs (created_at DESC, id);
