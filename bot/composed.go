package bot

// Composed says how an answer was worded by a language model, for the record.
type Composed struct {
	Model  string `json:"model"`
	Prompt string `json:"prompt"` // hash of the prompt files
	// Rewritten is the question that the model wrote and that was searched beside
	// the asker's own words; empty where it wrote none.
	Rewritten string `json:"rewritten,omitempty"`
	// Fallback says why the answer, or some parts of it, are quotations chosen
	// without the model; empty where the model worded all of it.
	Fallback string `json:"fallback"`
	Tries    int    `json:"tries"`    // calls that were made, repairs and retries included
	Rejected int    `json:"rejected"` // statements of the model that the gate refused
	Dropped  int    `json:"dropped"`  // citations and statements that named nothing found
	Tokens   int    `json:"tokens"`   // as the server counted them; 0 where it did not
	// Cost is what the calls cost at the configured prices, in their currency;
	// 0 where no prices are configured.
	Cost float64 `json:"cost,omitempty"`
}
