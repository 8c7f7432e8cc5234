DROP TABLE eval_runs;
