package bot

// Composed says how an answer was worded by a language model, for the record.
type Composed struct {
	Model  string `json:"model"`
	Prompt string `json:"prompt"` // hash of the prompt files
	// Fallback says why the answer, or some parts of it, are quotations chosen
	// without the model; empty where the model worded all of it.
	Fallback string `json:"fallback"`
	Tries    int    `json:"tries"`    // calls that were made, repairs and retries included
	Rejected int    `json:"rejected"` // statements of the model that the gate refused
	Dropped  int    `json:"dropped"`  // citations and statements that named nothing found
	Tokens   int    `json:"tokens"`   // as the server counted them; 0 where it did not
}
