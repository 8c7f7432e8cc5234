DROP TABLE answer_traces;
